namespace Reels.Standalone.Demo;

/// <summary>
/// Brings a <see cref="DemoWorld"/> about over the API. What is there already is found by reading, so a run that was
/// cut off is completed by the next one, and a complete world is left as it is.
/// </summary>
internal sealed class DemoRunner(DemoApi api, DemoWorld world, DemoProgress progress, TimeProvider time,
    int concurrency)
{
    private static readonly TimeSpan StoryLife = TimeSpan.FromDays(1);
    private readonly DemoSession?[] _sessions = new DemoSession?[world.People.Count];
    private readonly string?[] _reels = new string?[world.Reels.Count];
    private readonly HashSet<int> _found = [];

    /// <returns>False where all was there.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await IsCompleteAsync(cancellationToken))
            return false;
        await StepAsync("people", Enumerable.Range(0, world.People.Count), EnterAsync, cancellationToken);
        await StepAsync("follows", world.Follows, FollowAsync, cancellationToken);
        await FindReelsAsync(cancellationToken);
        await StepAsync("reels", world.Reels, PostAsync, cancellationToken);
        await StepAsync("likes", world.Reels.SelectMany(reel => reel.LikedBy, (reel, person) => (reel, person)),
            LikeAsync, cancellationToken);
        await StepAsync("comments", world.Reels, CommentAsync, cancellationToken);
        await StepAsync("stories", world.Stories.GroupBy(story => story.Author), TellAsync, cancellationToken);
        if (_sessions[0] is { } first)
            await PostAsync(first, world.Closing, cancellationToken);
        progress.Advance();
        return true;
    }

    /// <summary>How many acts a run is, as its progress counts them.</summary>
    public static int Acts(DemoWorld world) =>
        world.People.Count + world.Follows.Count + (2 * world.Reels.Count) + world.Reels.Sum(reel => reel.LikedBy.Count)
        + world.Stories.Select(story => story.Author).Distinct().Count() + 1;

    private async Task<bool> IsCompleteAsync(CancellationToken cancellationToken) =>
        await api.FindAsync<ProfileAnswer>($"/api/users/by-name/{world.People[0].Username}", cancellationToken)
            is { } first
        && await api.ListAsync<ReelAnswer>(null, $"/api/reels/user/{first.Id}", cancellationToken)
            .AnyAsync(reel => reel.Caption == world.Closing.Caption, cancellationToken);

    private async Task StepAsync<T>(string name, IEnumerable<T> acts, Func<T, CancellationToken, ValueTask> act,
        CancellationToken cancellationToken)
    {
        progress.Begin(name);
        await Parallel.ForEachAsync(acts,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (item, cancelled) =>
        {
            await act(item, cancelled);
            progress.Advance();
        });
    }

    private async ValueTask EnterAsync(int person, CancellationToken cancellationToken)
    {
        var (username, fullName, bio, _) = world.People[person];
        // Null: the name was somebody's before. They are left alone, and so is what the world has of them.
        if (await api.EnterAsync(username, fullName, DemoWorld.Password, cancellationToken) is not { } session)
            return;
        if (session.Profile is { Avatar: null, Bio: null or "" })
        {
            var portrait = await api.UploadAsync(session, "avatar", DemoAsset.PortraitOf(person), "demo-portrait",
                cancellationToken);
            await api.PostAsync<ProfileAnswer>(session, "/api/users", new { bio, avatar = portrait.Url }, null,
                cancellationToken);
        }

        _sessions[person] = session;
    }

    private async ValueTask FollowAsync((int Follower, int Followee) follow, CancellationToken cancellationToken)
    {
        if (_sessions[follow.Follower] is { } follower && _sessions[follow.Followee] is { } followee)
        {
            await api.PostAsync<object>(follower, $"/api/users/{followee.Profile.Id}/follow", null, null,
                cancellationToken);
        }
    }

    private async Task FindReelsAsync(CancellationToken cancellationToken)
    {
        foreach (var reels in world.Reels.GroupBy(reel => reel.Author))
        {
            if (_sessions[reels.Key] is not { IsNew: false } author)
                continue;
            var numbers = reels.ToDictionary(reel => reel.Caption, reel => reel.Number);
            await foreach (var reel in api.ListAsync<ReelAnswer>(null, $"/api/reels/user/{author.Profile.Id}",
                cancellationToken))
            {
                if (reel.Caption is not null && numbers.TryGetValue(reel.Caption, out var number))
                {
                    _reels[number] = reel.Id;
                    _found.Add(number);
                }
            }
        }
    }

    private async ValueTask PostAsync(DemoReel reel, CancellationToken cancellationToken)
    {
        if (_reels[reel.Number] is null && _sessions[reel.Author] is { } author)
            _reels[reel.Number] = await PostAsync(author, reel, cancellationToken);
    }

    private async Task<string> PostAsync(DemoSession author, DemoReel reel, CancellationToken cancellationToken)
    {
        var key = $"demo-reel-{reel.Number}";
        var media = await api.UploadAsync(author, "reel", reel.Asset, $"{key}-media", cancellationToken);
        var cover = reel.Cover is null ? null
            : await api.UploadAsync(author, "reel", reel.Cover, $"{key}-cover", cancellationToken);
        var posted = await api.PostAsync<ReelAnswer>(author, "/api/reels",
            new { mediaUrl = media.Url, caption = reel.Caption, altText = reel.AltText, coverUrl = cover?.Url }, key,
            cancellationToken);
        return posted.Id;
    }

    private async ValueTask LikeAsync((DemoReel Reel, int Person) like, CancellationToken cancellationToken)
    {
        if (_sessions[like.Person] is { } person && _reels[like.Reel.Number] is { } reel)
            await api.PostAsync<object>(person, $"/api/likes/{reel}", null, null, cancellationToken);
    }

    private async ValueTask CommentAsync(DemoReel reel, CancellationToken cancellationToken)
    {
        if (_reels[reel.Number] is not { } id)
            return;
        var there = _found.Contains(reel.Number)
            ? await api.ListAsync<CommentAnswer>(null, $"/api/comments/{id}", cancellationToken)
                .ToListAsync(cancellationToken)
            : [];
        foreach (var (place, comment) in reel.Comments.Index())
        {
            var key = $"demo-{reel.Number}-{place}";
            if (await SayAsync(id, comment, null, there, key, cancellationToken) is not { } top
                || comment.Replies.Count == 0)
            {
                continue;
            }
            var replies = top.ReplyCount > top.Replies.Count
                ? await api.ListAsync<CommentAnswer>(null, $"/api/comments/{id}?parentCommentId={top.Id}",
                    cancellationToken).ToListAsync(cancellationToken)
                : top.Replies;
            foreach (var (replyPlace, reply) in comment.Replies.Index())
                await SayAsync(id, reply, top.Id, replies, $"{key}-{replyPlace}", cancellationToken);
        }
    }

    private async Task<CommentAnswer?> SayAsync(string reelId, DemoComment comment, string? parentCommentId,
        IReadOnlyList<CommentAnswer> there, string key, CancellationToken cancellationToken)
    {
        if (_sessions[comment.Author] is not { } author)
            return null;
        return there.FirstOrDefault(said => said.Author.Id == author.Profile.Id && said.Text == comment.Text)
            ?? await api.PostAsync<CommentAnswer>(author, "/api/comments",
                new { reelId, text = comment.Text, parentCommentId }, key, cancellationToken);
    }

    private async ValueTask TellAsync(IGrouping<int, DemoStory> told, CancellationToken cancellationToken)
    {
        // One that has expired looks like one never told; in the first day of their author none has.
        if (_sessions[told.Key] is not { } author || time.GetUtcNow() - author.Profile.CreatedAt > StoryLife)
            return;
        var live = author.IsNew
            ? null
            : await api.ListAsync<StoriesAnswer>(author, "/api/stories", cancellationToken)
                .FirstOrDefaultAsync(stories => stories.Author.Id == author.Profile.Id, cancellationToken);
        foreach (var story in told)
        {
            if (live is not null && live.Stories.Any(there => there.Caption == story.Caption))
                continue;
            var key = $"demo-story-{story.Number}";
            var media = await api.UploadAsync(author, "story", story.Asset, $"{key}-media", cancellationToken);
            await api.PostAsync<StoryAnswer>(author, "/api/stories",
                new { mediaUrl = media.Url, caption = story.Caption, altText = story.AltText }, key, cancellationToken);
        }
    }
}
