using Reels.Api;
using Reels.Api.Auth;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Stores;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Reels.Silo.Stores.Embedded;

namespace Reels.Bench;

/// <summary>
/// The standalone product in this process, on free loopback ports and a database of its own. Its people are created
/// without the password hasher, which would be slow.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    // A few people send the requests of many.
    private static readonly string[] Unlimited = ["--RateLimits:Writes=0", "--RateLimits:Reads=0"];

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private BenchServer(WebApplication app, DirectoryInfo folder) => (_app, _folder) = (app, folder);

    public IServiceProvider Services => _app.Services;

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public EmbeddedStores Stores => _app.Services.GetRequiredService<EmbeddedStores>();

    public Uri Address => new(_app.Urls.First());

    /// <param name="map">Maps endpoints in addition to the product's own.</param>
    /// <param name="settings">Arguments that override the defaults.</param>
    public static async Task<BenchServer> StartAsync(Action<WebApplication>? map = null, params string[] settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine("data", $"bench-{Guid.NewGuid():N}"));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [$"--Data:Folder={folder.FullName}", "--urls=http://127.0.0.1:0", $"--Management:Port={FreePort()}",
                .. Unlimited, .. settings],
            // As in the product: the folder of the settings is watched, and must not be that of the data.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddQuietLogs();
        builder.AddLoneSilo();
        builder.AddReelsApi();
        var app = builder.Build();
        map?.Invoke(app);
        app.UseReelsApi();
        await app.StartAsync();
        return new(app, folder);
    }

    /// <param name="count">How many.</param>
    /// <param name="concurrency">People made concurrently.</param>
    public async Task<string[]> MakePeopleAsync(int count, int concurrency = 64)
    {
        var accounts = Services.GetRequiredService<IAccountStore>();
        var people = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = concurrency },
            async (id, cancellationToken) =>
            await accounts.RegisterAsync(new(id, $"u{id[..29]}", "none", null, DateTimeOffset.UnixEpoch, null),
                cancellationToken));
        return people;
    }

    /// <summary>Adds edges that are on, with nothing pending.</summary>
    /// <param name="edges">Who follows whom.</param>
    /// <param name="concurrency">Edges added concurrently.</param>
    public Task FollowAsync(IEnumerable<(string Follower, string Followee)> edges, int concurrency = 256)
    {
        var follows = Services.GetRequiredService<IFollowStore>();
        return Parallel.ForEachAsync(
            edges.Select((edge, seq) => (edge, Seq: seq + 1)),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency },
            async (each, cancellationToken) => await follows.SetAsync(
                new(each.edge.Follower, each.edge.Followee, true, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch, each.Seq, EdgePending.None),
                DateTimeOffset.UnixEpoch,
                cancellationToken));
    }

    public async Task<Position> PostAsync(string author)
    {
        var id = Guid.NewGuid();
        var media = new MediaItem($"reels/{id:N}.jpg", MediaKind.Reel, "image/jpeg", 50_000, 1080, 1350, null,
            TimeProvider.System.GetUtcNow());
        var posted = await Grains.GetGrain<IAuthorGrain>(author)
            .Post(new(id, media, null, "A caption of some forty characters, as usual", null, null));
        return new(posted.Reel!.CreatedAt, posted.Reel.Id);
    }

    /// <summary>Waits until everything posted so far is delivered and announced.</summary>
    public async Task DeliveredAsync(IEnumerable<string> authors)
    {
        var outbox = Services.GetRequiredService<IOutbox>();
        foreach (var author in authors)
        {
            while ((await outbox.ListAsync(author, CancellationToken.None)).Count > 0)
                await Task.Delay(5);
        }
    }

    /// <summary>The newest reel in a reader's feed; null if it is empty.</summary>
    public async Task<Guid?> NewestAsync(string reader)
    {
        var feed = await Grains.GetGrain<ITimelineGrain>(reader).GetFeed(null, 1);
        return feed.Items.IsEmpty ? null : feed.Items[0].Id;
    }

    public string TokenOf(string person) => Services.GetRequiredService<AccessTokens>().Issue(person, "bench");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
