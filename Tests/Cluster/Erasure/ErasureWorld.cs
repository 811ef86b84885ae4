using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reports;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>Ada, who has rows in every table, and Ben and Cleo, who follow, like and comment with her.</summary>
internal sealed class ErasureWorld(StoresUnderTest stores)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly List<Guid> _hers = [];
    private readonly List<string> _keys = [];
    private long _seq;

    public string Ada { get; private set; } = "";

    public string AdaName { get; private set; } = "";

    public string Ben { get; private set; } = "";

    public string Cleo { get; private set; } = "";

    /// <summary>Ada's live reel, which Ben likes and comments on.</summary>
    public Guid AdasReel { get; private set; }

    /// <summary>
    /// Ben's reel. All three like it and comment on it: 1 thread of Ben's with a reply of Ada's and one of Cleo's, 1 of
    /// Ada's with a reply of Cleo's.
    /// </summary>
    public Guid BensReel { get; private set; }

    public Guid BensComment { get; private set; }

    public StoresUnderTest Stores => stores;

    public static async Task<ErasureWorld> MakeAsync(StoresUnderTest stores)
    {
        var world = new ErasureWorld(stores);
        await world.MakePeopleAsync();
        await world.MakeContentAsync();
        return world;
    }

    /// <summary>The columns that still hold anything of Ada's.</summary>
    public Task<IReadOnlyList<string>> RemainsAsync() =>
        stores.Engine.FindRemainsAsync([Ada, AdaName, .. _keys], _hers);

    /// <summary>
    /// Erase bytes as an API node does: those that are queued, and the unused uploads of deleted users.
    /// </summary>
    public async Task EraseBytesAsync()
    {
        await stores.MediaErasures.MarkErasedAsync(await stores.MediaErasures.ListAsync(1_000, None), None);
        await stores.Erasures.MarkSweptAsync(await stores.Erasures.ListUnsweptAsync(stores.Time.Now(), 1_000, None),
            None);
    }

    /// <summary>Check that the counts of others are as if Ada had never existed.</summary>
    public async Task AssertOthersCountsAreRightAsync()
    {
        var follows = await stores.Follows.CountsAsync([Ben, Cleo], None);
        Assert.Equal((new FollowCounts(0, 1), new FollowCounts(1, 0)), (follows[Ben], follows[Cleo]));
        Assert.Equal(2, (await stores.Likes.CountsAsync([BensReel], None))[BensReel]);
        Assert.Equal(2, (await stores.Comments.SummariesAsync([BensReel], 2, None))[BensReel].Count);
        var thread = Assert.Single(await stores.Comments.ListAsync(BensReel, null, 10, 10, None));
        Assert.Equal((BensComment, 1, Cleo),
            (thread.Top.Id, thread.ReplyCount, Assert.Single(thread.Replies).AuthorId));
        Assert.Equal(1, (await stores.Reels.CountByAuthorsAsync([Ben], None))[Ben]);
    }

    public async Task FollowAsync(string follower, string followee, bool on = true) => await stores.Follows.SetAsync(
        new(follower, followee, on, stores.Time.Now(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, ++_seq,
            EdgePending.None), stores.Time.Now(), None);

    public Task LikeAsync(string person, Guid reel) =>
        stores.Likes.ApplyAsync(reel, [new(person, true, stores.Time.Now())], None).AsTask();

    public async Task<Guid> CommentAsync(string person, Guid reel, Guid? thread = null)
    {
        var id = Guid.NewGuid();
        await stores.Comments.AddAsync(new(id, reel, person, "A comment", stores.Time.Now(), thread, "hash"), None);
        return Hers(person, id);
    }

    public async Task<Guid> PostAsync(string person)
    {
        var id = await stores.ReelAsync(person);
        if (person == Ada)
            _keys.Add($"reels/{id:N}.jpg");
        return Hers(person, id);
    }

    private async Task MakePeopleAsync()
    {
        (Ada, Ben, Cleo) = (Guid.NewGuid().ToString("N"), await stores.PersonAsync(), await stores.PersonAsync());
        AdaName = $"ada.{Ada[..16]}";
        await stores.Accounts.RegisterAsync(new(Ada, AdaName, "hash", $"Ada {Ada[16..]}", stores.Time.Now(), "hash"),
            None);
        _keys.Add(Ada[16..]);
        foreach (var kind in (string[])["old", "new"])
        {
            var avatar = Media(MediaKind.Avatar, $"avatars/{kind}{Ada[..12]}.jpg");
            await stores.Profiles.UpdateAsync(Ada,
                new(ProfileFields.Avatar | ProfileFields.Bio, null, null, $"Bio of {AdaName}", avatar),
                stores.Time.Now().AddDays(-1), None);
        }

        foreach (var session in Enumerable.Range(0, 3).Select(i => $"{i}{Ada[1..]}"))
        {
            await stores.Sessions.AddAsync(new(session, Ada, 1, 0, stores.Time.Now(), stores.Time.Now().AddDays(30)),
                0, None);
            _keys.Add(session);
        }

        await stores.Sessions.EndAsync(_keys[^1], stores.Time.Now(), None);
        await stores.Engine.LinkIdentityAsync($"{Ada}{Ada}", Ada, stores.Time.Now());
        await FollowAsync(Ada, Ben);
        await FollowAsync(Ada, Cleo);
        await FollowAsync(Ben, Ada);
        await FollowAsync(Cleo, Ada);
        await FollowAsync(Cleo, Ada, on: false);
        await FollowAsync(Ben, Cleo);
        await stores.Blocks.SetAsync(
            new(Ada, await stores.PersonAsync(), true, stores.Time.Now(), 1, BlockPending.None), stores.Time.Now(),
            None);
        await stores.Blocks.SetAsync(
            new(await stores.PersonAsync(), Ada, true, stores.Time.Now(), 1, BlockPending.None), stores.Time.Now(),
            None);
    }

    private async Task MakeContentAsync()
    {
        var deleted = await PostAsync(Ada);
        await CommentAsync(Ben, deleted);
        await stores.DeleteAsync(deleted, Ada);
        (AdasReel, BensReel) = (await PostAsync(Ada), await PostAsync(Ben));
        foreach (var reader in (string[])[Ben, Cleo])
            await stores.Timelines.AddAsync([new(Ada, new(stores.Time.Now(), AdasReel))], [reader], None);
        await stores.Timelines.AddAsync([new(Ben, new(stores.Time.Now(), BensReel))], [Ada], None);
        await stores.Celebrities.RaiseAsync(Ada, CelebrityMark.Marked, None);
        foreach (var person in (string[])[Ada, Ben, Cleo])
            await LikeAsync(person, BensReel);
        await LikeAsync(Ben, AdasReel);
        await CommentAsync(Ben, AdasReel, await CommentAsync(Ada, AdasReel));
        BensComment = await CommentAsync(Ben, BensReel);
        await CommentAsync(Ada, BensReel, BensComment);
        await CommentAsync(Cleo, BensReel, BensComment);
        await CommentAsync(Cleo, BensReel, await CommentAsync(Ada, BensReel));
        var thread = await CommentAsync(Ada, BensReel);
        await CommentAsync(Ben, BensReel, thread);
        await stores.Comments.DeleteAsync(BensReel, thread, stores.Time.Now(), None);
        var story = new StoredStory(
            Hers(Ada, Guid.NewGuid()), Ada, Media(MediaKind.Story, $"stories/{Ada[..12]}.jpg"), "A story", null,
            stores.Time.Now(), stores.Time.Now().AddDays(1), "hash");
        await stores.Stories.AddAsync(story, 100, stores.Time.Now().AddDays(-1), None);
        await ReportAsync(Ada, ReportTargetType.User, Ben, Ben);
        await ReportAsync(Ben, ReportTargetType.Reel, $"{AdasReel:D}", Ada);
    }

    private async Task ReportAsync(string reporter, ReportTargetType type, string target, string owner) =>
        await stores.Reports.AddAsync(
        new(Guid.NewGuid(), reporter, type, target, owner, ReportReason.Spam, null, stores.Time.Now()), None);

    private MediaItem Media(MediaKind kind, string key)
    {
        _keys.Add(key);
        return new(key, kind, "image/jpeg", 1_000, 640, 480, null, stores.Time.Now());
    }

    private Guid Hers(string person, Guid id)
    {
        if (person == Ada)
            _hers.Add(id);
        return id;
    }
}
