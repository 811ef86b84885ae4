using Reels.Api.Auth;

namespace Reels.Bench;

/// <summary>
/// Warm first feed pages per second, compared with a bare endpoint of the same process that returns the same bytes.
/// </summary>
internal static class FeedPages
{
    private const int Readers = 32;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        byte[] page = [];
        await using var server = await BenchServer.StartAsync(app =>
        {
            app.MapGet("/bench/bare", () => Results.Bytes(page, "application/json; charset=utf-8"));
            app.MapGet("/bench/token", () => Results.Bytes(page, "application/json; charset=utf-8")).RequireToken();
        });
        var authors = await server.MakePeopleAsync(50);
        var readers = await server.MakePeopleAsync(Readers);
        await server.FollowAsync(from reader in readers from author in authors select (reader, author));
        foreach (var author in Enumerable.Repeat(authors, 10).SelectMany(all => all))
            await server.PostAsync(author);
        await server.DeliveredAsync(authors);

        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.TokenOf(readers[0]));
        page = await http.GetByteArrayAsync(new Uri("/api/reels/feed", UriKind.Relative));
        var feed = readers.Select(reader => RawClient.Request("GET", "/api/reels/feed", server.TokenOf(reader)))
            .ToList();
        var bare = readers.Select(reader => RawClient.Request("GET", "/bench/bare", server.TokenOf(reader))).ToList();
        var token = readers.Select(reader => RawClient.Request("GET", "/bench/token", server.TokenOf(reader))).ToList();

        Console.WriteLine($"20 reels, {page.Length:N0} bytes, {Readers} readers on as many connections");
        foreach (var warmUp in new[] { feed, bare, token, feed })
            await RawClient.MeasureAsync(server.Address, warmUp, Readers, Duration);
        for (var round = 1; round <= 3; round++)
        {
            var (bareRate, bareCpu) = await MeasureAsync(server, bare);
            var (tokenRate, tokenCpu) = await MeasureAsync(server, token);
            var (feedRate, feedCpu) = await MeasureAsync(server, feed);
            Console.WriteLine(
                $"round {round}: bare {bareRate,7:N0}/s, {bareCpu:N0} us CPU   "
                + $"with a token {tokenRate,7:N0}/s, {tokenCpu:N0} us CPU   "
                + $"feed {feedRate,7:N0}/s, {feedCpu:N0} us CPU   "
                + $"ratio {feedRate / bareRate:N2}, by CPU {bareCpu / feedCpu:N2}");
        }
    }

    /// <summary>Measures answers per second, and the CPU time of one answer, the client's part included.</summary>
    private static async Task<(double Rate, double Cpu)> MeasureAsync(BenchServer server, List<string> requests)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var rate = await RawClient.MeasureAsync(server.Address, requests, Readers, Duration);
        return (rate, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (rate * Duration.TotalSeconds));
    }
}
