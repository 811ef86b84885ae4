using System.Diagnostics;
using Reels.Hosting;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Bench;

/// <summary>
/// What the product does in a second on the databases and on the embedded stores, measured alternately in one run:
/// first feed pages, likes, and delivered rows; and how long the drain of likes takes after the last one.
/// </summary>
internal static class StoreRates
{
    private const int Readers = 16;
    private const int Authors = 20;
    private const int Followers = 200;
    private const int Posts = 20;
    private const int Rounds = 3;

    /// <summary>What one connection to a database does concurrently while the data is made.</summary>
    private const int Concurrency = 4;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>Values of caches that live 2 s have expired after it.</summary>
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(2.1);

    /// <param name="settings">Where the databases are, as arguments of the product.</param>
    public static async Task RunAsync(string[] settings)
    {
        // A loaded machine may be slow; the rates say how slow.
        string[] patient = ["--Redis:CallLimit=00:00:05", "--MongoDB:CallLimit=00:00:05",
            "--Cassandra:CallLimit=00:00:05", "--Neo4j:CallLimit=00:00:05", "--S3:CallLimit=00:00:05",
            "--Http:Budget=00:00:30"];
        await using var embedded = await BenchServer.StartAsync();
        await using var real = await BenchServer.StartAsync(
            null, [$"--{StoreChoice.Setting}={StoreChoice.Real}", .. patient, .. settings]);
        await PreparedAsync(real);
        World[] worlds = [await World.MakeAsync("Embedded", embedded), await World.MakeAsync("Real", real)];
        for (var round = 0; round <= Rounds; round++)
        {
            var name = round == 0 ? "warm-up" : $"round {round}";
            foreach (var world in worlds)
                Console.WriteLine($"{name}: {world.Name,-8} {await world.MeasureAsync()}");
        }
    }

    private static async Task PreparedAsync(BenchServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        while (!await IsReadyAsync(http))
            await Task.Delay(100);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.IsSuccessStatusCode
            && !(await answer.Content.ReadAsStringAsync()).Contains("\"down\"", StringComparison.Ordinal);
    }

    /// <summary>Readers who follow all authors, an author with followers who are asleep, and reels to like.</summary>
    private sealed class World(BenchServer server, string[] readers, string author, Guid[] reels)
    {
        public required string Name { get; init; }

        public static async Task<World> MakeAsync(string name, BenchServer server)
        {
            var readers = await server.MakePeopleAsync(Readers, Concurrency);
            var authors = await server.MakePeopleAsync(Authors, Concurrency);
            var followers = await server.MakePeopleAsync(Followers, Concurrency);
            await server.FollowAsync(
                [
                    .. from reader in readers from author in authors select (reader, author),
                    .. followers.Select(follower => (follower, authors[0])),
                ],
                Concurrency);
            var reels = new List<Guid>();
            foreach (var author in authors.Concat(authors))
                reels.Add((await server.PostAsync(author)).Id);
            await server.DeliveredAsync(authors);
            return new(server, readers, authors[0], [.. reels]) { Name = name };
        }

        public async Task<string> MeasureAsync()
        {
            var feed = readers.Select(reader => RawClient.Request("GET", "/api/reels/feed", server.TokenOf(reader)))
                .ToList();
            await RawClient.MeasureAsync(server.Address, feed, Readers, TimeSpan.FromSeconds(1));
            var warm = await RawClient.MeasureAsync(server.Address, feed, Readers, Duration);
            var cold = await ColdAsync(feed);
            var likes = await RawClient.MeasureAsync(
                server.Address,
                [
                    .. readers.Select((_, i) => RawClient.Request(i % 2 == 0 ? "POST" : "DELETE",
                        $"/api/likes/{reels[i / 2]}", server.TokenOf(readers[i / 2]))),
                ],
                Readers, Duration);
            var drained = await DrainedAsync();
            return $"warm pages {warm,7:N0}/s   cold pages {cold,6:N1} ms   likes {likes,6:N0}/s   "
                + $"drained after {drained.TotalMilliseconds,5:N0} ms   delivered rows {await DeliverAsync(),7:N0}/s";
        }

        /// <summary>Milliseconds for the pages of all readers, one after the other, with caches that have expired.
        /// </summary>
        private async Task<double> ColdAsync(List<string> feed)
        {
            await Task.Delay(CacheLife);
            var took = TimeSpan.Zero;
            const int Pages = 3;
            for (var i = 0; i < Pages; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await RawClient.MeasureAsync(server.Address, [feed[i]], 1, TimeSpan.FromTicks(1));
                took += Stopwatch.GetElapsedTime(began);
                await Task.Delay(CacheLife);
            }

            return took.TotalMilliseconds / Pages;
        }

        private async Task<TimeSpan> DrainedAsync()
        {
            var began = Stopwatch.GetTimestamp();
            if (server.Services.GetService<ILikeTruth>() is { } truth)
            {
                while ((await truth.ListTailAsync(1, CancellationToken.None)).Count > 0)
                    await Task.Delay(5);
            }

            return Stopwatch.GetElapsedTime(began);
        }

        private async Task<double> DeliverAsync()
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Posts; i++)
                await server.PostAsync(author);
            await server.DeliveredAsync([author]);
            return (Followers + Readers) * Posts / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }
}
