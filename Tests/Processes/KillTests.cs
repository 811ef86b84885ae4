using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>
/// The built program under load, killed again and again. <c>REELS_KILLS</c> sets how often (3), <c>REELS_SEED</c>
/// repeats the choices of a run.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Workers = 8;
    private const int Floor = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_answered_write_exists_once_however_often_the_process_dies()
    {
        var kills = Setting("REELS_KILLS", 3);
        var seed = Setting("REELS_SEED", Random.Shared.Next());
        output.WriteLine($"REELS_SEED={seed}");
        using var data = new DataFolder();
        await using var product = new Killable($"{data}");
        var load = new WriteLoad(product, seed);
        using var end = new CancellationTokenSource();
        var random = new Random(seed);

        await product.StartAsync();
        Task[] workers = [.. Enumerable.Range(1, Workers).Select(worker => load.RunAsync(worker, end.Token))];
        for (var kill = 0; kill < kills; kill++)
        {
            await UnlessFailedAsync(workers, load.AnswersAsync(random.Next(40, 120), Limit));
            await product.KillAndStartAsync();
        }

        await UnlessFailedAsync(workers, load.AnswersAsync(Workers, Limit));
        await end.CancelAsync();
        await Task.WhenAll(workers).WaitAsync(Limit);
        await product.KillAndStartAsync();

        output.WriteLine(
            $"{load.People.Count} people, {load.Reels.Count} reels, {load.Comments.Count} comments, "
            + $"{load.Likes.Count} likes, {load.Follows.Count} follows");
        foreach (var person in load.People)
            await CheckPersonAsync(load, person.Key, person.Value, product.Client);
        foreach (var reel in load.Reels)
            await CheckReelAsync(load, reel.Id);
    }

    private static async Task CheckPersonAsync(WriteLoad load, string name, Actor person, HttpClient client)
    {
        var reels = load.Reels.Where(reel => reel.AuthorId == person.Id).Select(reel => reel.Id).ToHashSet();
        var followers = load.Follows.Where(follow => follow.Value && follow.Key.Followee == person.Id)
            .Select(follow => follow.Key.Follower).ToHashSet();
        var following = load.Follows.Where(follow => follow.Value && follow.Key.Follower == person.Id)
            .Select(follow => follow.Key.Followee).ToHashSet();

        Assert.Equal(person.Id, (await Actor.LoginAsync(client, name)).Id);
        SameOnce(reels, await person.AllAsync($"/api/reels/user/{person.Id}"));
        SameOnce(followers, await person.AllAsync($"/api/users/{person.Id}/followers"));
        SameOnce(following, await person.AllAsync($"/api/users/{person.Id}/following"));
        var profile = await person.GetAsync("/api/users/me");
        Assert.Equal((reels.Count, followers.Count, following.Count),
            ((int)profile["reels"]!, (int)profile["followers"]!, (int)profile["following"]!));
        await CheckFeedAsync(load, person, following);
    }

    private static async Task CheckReelAsync(WriteLoad load, string reelId)
    {
        var reader = load.People.Values.First();
        var reel = await reader.GetAsync($"/api/reels/{reelId}");

        Assert.Equal(load.Likes.Count(like => like.Value && like.Key.ReelId == reelId), (int)reel["likes"]!);
        SameOnce(load.Comments.Where(comment => comment.ReelId == reelId).Select(comment => comment.Id).ToHashSet(),
            await reader.AllAsync($"/api/comments/{reelId}"));
        Assert.Equal(Picture.Png, await reader.BytesAsync((string)reel["mediaUrl"]!));
    }

    // Fan-out that a kill cut off is resumed by itself, within a lease and one scan of recovery.
    private static async Task CheckFeedAsync(WriteLoad load, Actor reader, HashSet<string> following)
    {
        var allowed = load.Reels.Where(reel => reel.AuthorId == reader.Id || following.Contains(reel.AuthorId))
            .Select(reel => reel.Id).ToHashSet();
        var due = new HashSet<string>();
        foreach (var author in following.Append(reader.Id))
        {
            due.UnionWith(
                (await reader.AllAsync($"/api/reels/user/{author}")).Take(author == reader.Id ? int.MaxValue : Floor)
                    .Select(Id));
        }

        using var limit = new CancellationTokenSource(Limit);
        string[] feed;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            feed = [.. (await reader.AllAsync("/api/reels/feed")).Select(Id)];
        }
        while (!due.IsSubsetOf(feed));
        Assert.Equal(feed.Length, feed.Distinct().Count());
        Assert.Subset(allowed, feed.ToHashSet());
    }

    private static void SameOnce(HashSet<string> expected, IReadOnlyList<JsonNode> items) =>
        Assert.Equal(expected.Order(), items.Select(Id).Order());

    private static string Id(JsonNode item) => (string)item["id"]!;

    /// <summary>A worker that fails ends the test immediately, with its reason.</summary>
    private static async Task UnlessFailedAsync(Task[] workers, Task progress) =>
        await await Task.WhenAny([progress, .. workers]);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
