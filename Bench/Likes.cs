namespace Reels.Bench;

/// <summary>
/// Likes per second over HTTP, each a change of state, of one reel and of many, compared with a bare endpoint.
/// </summary>
internal static class Likes
{
    private const int Likers = 64;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync(
            app => app.MapPost("/bench/bare", () => Results.Ok(new { likes = 1 })));
        var people = await server.MakePeopleAsync(Likers + 1);
        var reels = new List<Guid>();
        for (var i = 0; i < Likers; i++)
            reels.Add((await server.PostAsync(people[0])).Id);
        var likers = people[1..];

        for (var round = 0; round <= 2; round++)
        {
            var bare = await RawClient.MeasureAsync(server.Address, [RawClient.Request("POST", "/bench/bare", null)],
                Likers, Duration);
            var one = await LikeAsync(server, likers, _ => reels[0]);
            var many = await LikeAsync(server, likers, i => reels[i]);
            Console.WriteLine(
                round == 0
                    ? $"{Likers} people concurrently; warm-up done"
                    : $"round {round}: bare {bare,8:N0}/s   "
                        + $"one reel {one.Rate,7:N0}/s ({one.Rate / bare:N2}, {one.PerCommit:N0} per commit)   "
                        + $"many reels {many.Rate,7:N0}/s ({many.Rate / bare:N2}, {many.PerCommit:N0} per commit)");
        }
    }

    private static async Task<(double Rate, double PerCommit)> LikeAsync(BenchServer server, string[] likers,
        Func<int, Guid> reelOf)
    {
        // Half of the connections like and half unlike. Each person has one of both, so nearly every call changes a
        // state.
        var requests = likers.Select(
            (liker, i) =>
                RawClient.Request(i % 2 == 0 ? "POST" : "DELETE", $"/api/likes/{reelOf(i)}",
                    server.TokenOf(likers[i / 2]))).ToList();
        var commits = server.Stores.Database.Commits;
        var rate = await RawClient.MeasureAsync(server.Address, requests, likers.Length, Duration);
        return (rate, rate * Duration.TotalSeconds / Math.Max(1, server.Stores.Database.Commits - commits));
    }
}
