using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// What a feed page, a like and a delivered row cost: processor time of API nodes, silos and databases, and bytes
/// between nodes and silos. It prints a table, which <c>docs/capacity.md</c> uses, and fails only where a request does.
/// </summary>
[Collection(TimedCollection.Name)]
public sealed partial class UnitCosts(ITestOutputHelper output)
{
    private const int People = 12;
    private const int Connections = 8;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Processor_time_and_bytes_by_number_of_silos(int silos)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(ChaosRun.Variable) == "1",
            $"Takes minutes, and all processors; {ChaosRun.Variable}=1 says that it is wanted.");
        await using var cluster = await ProcessCluster.StartAsync(silos, 1);
        using var client = new HttpClient { BaseAddress = cluster.Nodes[0].Url };
        var people = new List<Actor>();
        for (var i = 0; i < People; i++)
            people.Add(await Actor.RegisterAsync(client, $"person{i}"));
        foreach (var (follower, i) in people.Select((person, i) => (person, i)))
        {
            foreach (var followee in people.Skip(i + 1).Concat(people.Take(i)).Take(6))
                await follower.SetAsync(on: true, $"/api/users/{followee.Id}/follow");
        }

        var reels = new List<string>();
        foreach (var person in people.Concat(people))
            reels.Add(await person.PostReelAsync($"{reels.Count}"));
        await MeasureAsync(cluster, "feed page, first", silos, i => people[i % People].GetAsync("/api/reels/feed"));
        await MeasureAsync(cluster, "feed page", silos, i => people[i % People].GetAsync("/api/reels/feed"));
        await MeasureAsync(cluster, "like, unlike", silos, async i =>
        {
            await people[i % People].SetAsync((i / People / reels.Count) % 2 == 0,
                $"/api/likes/{reels[i % reels.Count]}");
            return true;
        });
    }

    private async Task MeasureAsync<T>(ProcessCluster cluster, string what, int silos, Func<int, Task<T>> send)
    {
        var (began, before, bytesBefore) = (Stopwatch.GetTimestamp(), Cpu(cluster), await BytesAsync(cluster));
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < Duration)
                await send(Interlocked.Increment(ref sent));
        }));
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var cpu = Cpu(cluster).Zip(before, (to, from) => (to - from) * 1e6 / sent).ToArray();
        var bytes = (await BytesAsync(cluster) - bytesBefore) / sent;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{silos} silos, {what,-17} {sent / elapsed,7:F0}/s; us of CPU each: API {cpu[0]:F0}, silos {cpu[1]:F0}, "
            + $"databases {cpu[2]:F0}; bytes that silos sent and received: {bytes:F0}"));
    }

    /// <summary>Seconds of processor time: of the API nodes, the silos, and the databases.</summary>
    private static double[] Cpu(ProcessCluster cluster) =>
    [
        cluster.Nodes.Sum(node => Seconds(node.Process.Id)), cluster.Silos.Sum(silo => Seconds(silo.Id)),
        Process.GetProcesses().Where(process => DatabaseName().IsMatch(process.ProcessName))
            .Sum(process => Seconds(process.Id)),
    ];

    private static double Seconds(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<double> BytesAsync(ProcessCluster cluster)
    {
        using var http = new HttpClient();
        var sum = 0.0;
        foreach (var url in cluster.Silos.Select(silo => silo.ServingAsync()))
        {
            using var answer = await http.GetAsync(new Uri(await url, "/metrics"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            sum += MessageBytes().Matches(await answer.Content.ReadAsStringAsync())
                .Sum(line => double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }

        return sum;
    }

    [GeneratedRegex("^(redis-server|mongo-wire|java|minio)")]
    private static partial Regex DatabaseName();

    [GeneratedRegex(@"^orleans_messaging_(?:sent|received)_messages_size\w*_sum\{[^}]*\} (\S+)",
        RegexOptions.Multiline)]
    private static partial Regex MessageBytes();
}
