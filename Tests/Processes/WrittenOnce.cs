using System.Text.Json.Nodes;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>Answered writes are there, once.</summary>
internal static class WrittenOnce
{
    private const int Floor = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static async Task CheckAsync(Journal journal, HttpClient client)
    {
        // Newest first, by author. Each list is read once: a feed is due what they have.
        var lists = new Dictionary<string, string[]>();
        foreach (var (name, person) in journal.People)
            await ReadAsync(async () => lists[person.Id] = await CheckPersonAsync(journal, name, person, client));
        foreach (var person in journal.People.Values)
            await ReadAsync(() => CheckFeedAsync(journal, person, lists));
        foreach (var reel in journal.Reels)
            await ReadAsync(() => CheckReelAsync(journal, reel.Id));
    }

    /// <summary>Read again where a store was unavailable: a check is not about availability.</summary>
    private static async Task ReadAsync(Func<Task> check)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await check();
                return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(began) < Limit)
            {
                await Task.Delay(Retry);
            }
        }
    }

    private static async Task<string[]> CheckPersonAsync(Journal journal, string name, Actor person, HttpClient client)
    {
        var reels = journal.Reels.Where(reel => reel.AuthorId == person.Id).Select(reel => reel.Id).ToHashSet();
        var followers = journal.Follows.Where(follow => follow.Value && follow.Key.Followee == person.Id)
            .Select(follow => follow.Key.Follower).ToHashSet();
        var following = FollowingOf(journal, person);

        Assert.Equal(person.Id, (await Actor.LoginAsync(client, name)).Id);
        var list = await person.AllAsync($"/api/reels/user/{person.Id}");
        SameOnce(reels, list);
        SameOnce(followers, await person.AllAsync($"/api/users/{person.Id}/followers"));
        SameOnce(following, await person.AllAsync($"/api/users/{person.Id}/following"));
        var profile = Whole(await person.GetAsync("/api/users/me"));
        Assert.Equal((reels.Count, followers.Count, following.Count),
            ((int)profile["reels"]!, (int)profile["followers"]!, (int)profile["following"]!));
        return [.. list.Select(Id)];
    }

    private static async Task CheckReelAsync(Journal journal, string reelId)
    {
        var reader = journal.People.Values.First();
        var reel = Whole(await reader.GetAsync($"/api/reels/{reelId}"));

        Assert.Equal(journal.Likes.Count(like => like.Value && like.Key.ReelId == reelId), (int)reel["likes"]!);
        SameOnce(journal.Comments.Where(comment => comment.ReelId == reelId).Select(comment => comment.Id).ToHashSet(),
            await reader.AllAsync($"/api/comments/{reelId}"));
        Assert.Equal(Picture.Png, await reader.BytesAsync((string)reel["mediaUrl"]!));
    }

    // Fan-out that a kill cut off is resumed by itself, within a lease and one scan of recovery.
    private static async Task CheckFeedAsync(Journal journal, Actor reader, Dictionary<string, string[]> lists)
    {
        var following = FollowingOf(journal, reader);
        var allowed = journal.Reels.Where(reel => reel.AuthorId == reader.Id || following.Contains(reel.AuthorId))
            .Select(reel => reel.Id).ToHashSet();
        var due = following.SelectMany(author => lists[author].Take(Floor)).Concat(lists[reader.Id]).ToHashSet();
        using var limit = new CancellationTokenSource(Limit);
        string[] feed = [.. (await reader.AllAsync("/api/reels/feed")).Select(Id)];
        while (!due.IsSubsetOf(feed))
        {
            await Task.Delay(Retry, limit.Token);
            feed = [.. (await reader.AllAsync("/api/reels/feed")).Select(Id)];
        }

        Assert.Equal(feed.Length, feed.Distinct().Count());
        Assert.Subset(allowed, feed.ToHashSet());
    }

    /// <summary>The answer, if no part of it is unknown for now.</summary>
    private static JsonNode Whole(JsonNode answer) => answer["degraded"]!.AsArray() is { Count: > 0 } parts
        ? throw new HttpRequestException($"Unknown: {parts}")
        : answer;

    private static HashSet<string> FollowingOf(Journal journal, Actor person) =>
        journal.Follows.Where(follow => follow.Value && follow.Key.Follower == person.Id)
            .Select(follow => follow.Key.Followee).ToHashSet();

    private static void SameOnce(HashSet<string> expected, IReadOnlyList<JsonNode> items) =>
        Assert.Equal(expected.Order(), items.Select(Id).Order());

    private static string Id(JsonNode item) => (string)item["id"]!;
}
