namespace Reels.Standalone.Demo;

/// <summary>
/// Creates a <see cref="DemoWorld"/> through the API. It reads the existing content first, so it completes a run that
/// was cut off, and leaves a complete world as it is.
/// </summary>
internal sealed class DemoRunner(DemoApi api, DemoWorld world, DemoProgress progress, TimeProvider time,
    int concurrency)
{
    private static readonly TimeSpan StoryLife = TimeSpan.FromDays(1);
    private readonly DemoSession?[] _sessions = new DemoSession?[world.People.Count];
    private readonly string?[] _reels = new string?[world.Reels.Count];
    private readonly HashSet<int> _found = [];

    /// <returns>False if the world was complete already.</returns>
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
        await StepAsync("stories", world.Stories.GroupBy(story => story.Author), PostStoriesAsync, cancellationToken);
        if (_sessions[0] is { } first)
            await PostAsync(first, world.Closing, cancellationToken);
        progress.Advance();
        return true;
    }

    /// <summary>The number of steps of a whole run, for its progress.</summary>
    public static int CountSteps(DemoWorld world) =>
        world.People.Count + world.Follows.Count + (2 * world.Reels.Count) + world.Reels.Sum(reel => reel.LikedBy.Count)
        + world.Stories.Select(story => story.Author).Distinct().Count() + 1;

    private async Task<bool> IsCompleteAsync(CancellationToken cancellationToken) =>
        await api.FindAsync<ProfileAnswer>($"/api/users/by-name/{world.People[0].Username}", cancellationToken)
            is { } first
        && await api.ListAsync<ReelAnswer>(null, $"/api/reels/user/{first.Id}", cancellationToken)
            .AnyAsync(reel => reel.Caption == world.Closing.Caption, cancellationToken);

    private async Task StepAsync<T>(string name, IEnumerable<T> items, Func<T, CancellationToken, ValueTask> run,
        CancellationToken cancellationToken)
    {
        progress.Begin(name);
        await Parallel.ForEachAsync(items,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (item, cancelled) =>
        {
            await run(item, cancelled);
            progress.Advance();
        });
    }

    private async ValueTask EnterAsync(int person, CancellationToken cancellationToken)
    {
        var (username, fullName, bio, _) = world.People[person];
        // Null: another user has the name. The demo leaves them alone, and skips all content of this person.
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
        var found = _found.Contains(reel.Number)
            ? await api.ListAsync<CommentAnswer>(null, $"/api/comments/{id}", cancellationToken)
                .ToListAsync(cancellationToken)
            : [];
        foreach (var (place, comment) in reel.Comments.Index())
        {
            var key = $"demo-{reel.Number}-{place}";
            if (await PostCommentAsync(id, comment, null, found, key, cancellationToken) is not { } thread
                || comment.Replies.Count == 0)
            {
                continue;
            }
            var replies = thread.ReplyCount > thread.Replies.Count
                ? await api.ListAsync<CommentAnswer>(null, $"/api/comments/{id}?parentCommentId={thread.Id}",
                    cancellationToken).ToListAsync(cancellationToken)
                : thread.Replies;
            foreach (var (replyPlace, reply) in comment.Replies.Index())
                await PostCommentAsync(id, reply, thread.Id, replies, $"{key}-{replyPlace}", cancellationToken);
        }
    }

    private async Task<CommentAnswer?> PostCommentAsync(string reelId, DemoComment comment, string? parentCommentId,
        IReadOnlyList<CommentAnswer> found, string key, CancellationToken cancellationToken)
    {
        if (_sessions[comment.Author] is not { } author)
            return null;
        return found.FirstOrDefault(
            existing => existing.Author.Id == author.Profile.Id && existing.Text == comment.Text)
            ?? await api.PostAsync<CommentAnswer>(author, "/api/comments",
                new { reelId, text = comment.Text, parentCommentId }, key, cancellationToken);
    }

    private async ValueTask PostStoriesAsync(IGrouping<int, DemoStory> stories, CancellationToken cancellationToken)
    {
        // An expired story can't be distinguished from one that was never posted. On the first day of its author no
        // story has expired.
        if (_sessions[stories.Key] is not { } author || time.GetUtcNow() - author.Profile.CreatedAt > StoryLife)
            return;
        var live = author.IsNew
            ? null
            : await api.ListAsync<StoriesAnswer>(author, "/api/stories", cancellationToken)
                .FirstOrDefaultAsync(ofAuthor => ofAuthor.Author.Id == author.Profile.Id, cancellationToken);
        foreach (var story in stories)
        {
            if (live is not null && live.Stories.Any(existing => existing.Caption == story.Caption))
                continue;
            var key = $"demo-story-{story.Number}";
            var media = await api.UploadAsync(author, "story", story.Asset, $"{key}-media", cancellationToken);
            await api.PostAsync<StoryAnswer>(author, "/api/stories",
                new { mediaUrl = media.Url, caption = story.Caption, altText = story.AltText }, key, cancellationToken);
        }
    }
}
