using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Reels.Bench.Mix;

/// <summary>One kind of work that both servers do.</summary>
/// <param name="Name">In the table.</param>
/// <param name="PrepareAsync">Makes the n-th request of a server, counted from 0.</param>
/// <param name="RunAsync">Sends the load.</param>
internal sealed record Work(string Name, Func<ServerProcess, Task<Func<int, string>>> PrepareAsync,
    Func<Load, TimeSpan, Task<Measured>> RunAsync)
{
    public const int Connections = 32;
    private const int ReadersPerBurst = 1_000;
    private const int Bursts = 3;
    private const string Feed = "/api/reels/feed";

    /// <summary>Reels whose likes change, and people who change them.</summary>
    private const int Likers = 64;

    /// <summary>Longer than counts may be old.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2.2);

    public static Work Mix { get; } = new("mix, closed loop", MixAsync, Closed);

    public static IReadOnlyList<Work> All { get; } =
    [
        new("feed, warm: readers return immediately",
            Requests((server, n) => Get(server, n % Connections, Feed)), Closed),
        new("feed, cold: readers return after 2.2 s", Requests((server, n) => Get(server, n, Feed)),
            (load, _) => load.BurstsAsync(Connections, ReadersPerBurst, Bursts, Away)),
        new("feed, open loop, 300/s, 800 readers", Requests((server, n) => Get(server, n % 800, Feed)),
            (load, duration) => load.OpenAsync(300, duration)),
        new("feed, 20th page", LastPagesAsync, Closed),
        new("GET comments", Requests((server, n) => Get(server, n, CommentsOf(n))), Closed),
        new("like and unlike, many reels", Requests((server, n) => Like(server, n, n % Likers)), Closed),
        new("like and unlike, one reel", Requests((server, n) => Like(server, n, 0)), Closed),
        new("POST a comment", Requests((server, n) => Comment(server, n)), Closed),
        new($"POST a reel, {MixData.Followers} followers", PostsAsync, Closed),
        Mix,
        new("mix, open loop, 950/s", MixAsync, (load, duration) => load.OpenAsync(950, duration)),
    ];

    private static Task<Measured> Closed(Load load, TimeSpan duration) => load.ClosedAsync(Connections, duration);

    private static Func<ServerProcess, Task<Func<int, string>>> Requests(Func<ServerProcess, int, string> request) =>
        server => Task.FromResult<Func<int, string>>(n => request(server, n));

    private static string Get(ServerProcess server, int person, string path) =>
        RawClient.Request("GET", path, server.TokenOf(person));

    private static string CommentsOf(int n) =>
        $"/api/comments/{MixData.ReelId(MixData.Reels - 1 - (n * 7 % MixData.Commented))}";

    /// <summary>Each person likes and unlikes in turn.</summary>
    private static string Like(ServerProcess server, int n, int reel) => RawClient.Request(
        n / Likers % 2 == 0 ? "POST" : "DELETE", $"/api/likes/{MixData.ReelId(reel)}", server.TokenOf(n % Likers));

    private static string Comment(ServerProcess server, int n) => RawClient.Request("POST", "/api/comments",
        server.TokenOf(n),
        $$"""{"reelId":"{{MixData.ReelId(n * 11 % MixData.Reels)}}","text":"{{MixData.CommentText(n)}}"}""");

    /// <summary>Each of the posters posts one picture again and again.</summary>
    private static async Task<Func<int, string>> PostsAsync(ServerProcess server)
    {
        var urls = await Task.WhenAll(Enumerable.Range(0, MixData.Posters).Select(poster => server.Name == "direct"
            ? Task.FromResult($"/api/media/{MixData.MediaKey(poster)}") : UploadAsync(server, poster)));
        return n => RawClient.Request("POST", "/api/reels", server.TokenOf(n % MixData.Posters),
            $$"""{"mediaUrl":"{{urls[n % MixData.Posters]}}","caption":"{{MixData.Caption(n)}}"}""");
    }

    /// <summary>85 % feeds, 10 % comments, half of them written, 4 % likes, 1 % posts.</summary>
    private static async Task<Func<int, string>> MixAsync(ServerProcess server)
    {
        var post = await PostsAsync(server);
        return n => (n * 37 % 100) switch
        {
            < 85 => Get(server, n * 7919 % MixData.People, Feed),
            < 90 => Get(server, n, CommentsOf(n)),
            < 95 => Comment(server, n),
            < 99 => RawClient.Request(n % 200 < 100 ? "POST" : "DELETE",
                $"/api/likes/{MixData.ReelId(n * 13 % MixData.Reels)}", server.TokenOf(n)),
            _ => post(n / 100),
        };
    }

    private static async Task<Func<int, string>> LastPagesAsync(ServerProcess server)
    {
        const int pages = 20;
        var requests = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async person =>
        {
            var path = Feed;
            for (var page = 1; page < pages; page++)
            {
                var next = JsonNode.Parse(await SameAnswers.GetAsync(server, person, path))!["nextCursor"]!;
                path = $"{Feed}?cursor={Uri.EscapeDataString((string)next!)}";
            }

            return Get(server, person, path);
        }));
        return n => requests[n % Connections];
    }

    private static async Task<string> UploadAsync(ServerProcess server, int person)
    {
        // A picture of four pixels.
        using var content = new ByteArrayContent(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR42mP4kBAQMOEDQ8CBgg8XHAAv7gbxsnvrHQAAAABJRU5E"
            + "rkJggg=="));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.TokenOf(person));
        using var answer = await http.PostAsync(new Uri("/api/media/upload?kind=reel", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["url"]!;
    }
}
