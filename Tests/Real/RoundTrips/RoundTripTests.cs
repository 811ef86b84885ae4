using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Tests.Api;
using Reels.Tests.Api.Degradation;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Real.RoundTrips;

/// <summary>How many commands each operation sends to each engine: <c>docs/round-trips.md</c>.</summary>
[Collection(TimedCollection.Name)]
public sealed class RoundTripTests(RoundTripTests.App app) : IClassFixture<RoundTripTests.App>
{
    private const string Page = "docs/round-trips.md";
    private const string UpdateVariable = "REELS_UPDATE_ROUND_TRIPS";
    private const string Start = "<!-- From here on: written by Tests/Real/RoundTrips. -->\n";

    private const int MaxAttempts = 3;

    private static readonly string[] Counted = [Engines.Redis, Engines.MongoDb, Engines.Cassandra, Engines.Neo4j];

    /// <summary>What caches hold has expired after it.</summary>
    internal static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(2.1);

    public class App : RealApp
    {
        private const string Header = "X-Counted";

        internal Dictionary<string, CommandCounter> Counters { get; } =
            Counted.ToDictionary(engine => engine, _ => new CommandCounter());

        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(base.Settings)
            {
                ["Cache:AnnouncedLife"] = "00:00:02",
            };

        /// <summary>The commands of a request, by engine, until its answer.</summary>
        internal async Task<IReadOnlyDictionary<string, string[]>> CountAsync(HttpRequestMessage request)
        {
            var mark = Guid.NewGuid().ToString("N");
            request.Headers.Add(Header, mark);
            using (request)
            {
                using var answer = await Client.SendAsync(request);
                Assert.True(answer.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {answer.StatusCode}");
                return Counters.ToDictionary(pair => pair.Key, pair => pair.Value.Of(mark));
            }
        }

        protected override void Compose(WebApplicationBuilder builder)
        {
            foreach (var (engine, counter) in Counters)
                builder.Services.AddKeyedSingleton<ICommandProbe>(engine, counter);
            builder.Services.AddSingleton<IStartupFilter, MarkRequests>();
        }

        private sealed class MarkRequests : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
            {
                app.Use((context, rest) =>
                {
                    if (context.Request.Headers.TryGetValue(Header, out var mark))
                        RequestContext.Set(CommandCounter.Mark, $"{mark}");
                    return rest(context);
                });
                next(app);
            };
        }
    }

    [Fact]
    public async Task The_page_holds_the_most_commands_of_each_operation()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var measured = await MeasureAsync();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            Write(measured);

        var allowed = Allowed();
        var tooMany = TooMany(measured);
        // Of what goes on after an answer, a loaded machine may do more before it. That much isn't sent each time.
        for (var attempt = 1; tooMany.Count > 0 && attempt < MaxAttempts; attempt++)
        {
            var again = TooMany(await MeasureAsync());
            tooMany = [.. tooMany.Where(each => again.Any(other => other.Name == each.Name))];
        }

        Assert.True(tooMany.Count == 0, string.Join('\n', tooMany.Select(
            each => $"{each.Name} sent {string.Join(", ", each.Commands)}: {each.Names}")));

        List<Measured> TooMany(IEnumerable<Measured> run) =>
            [.. run.Where(each => each.Commands.Zip(allowed[each.Name]).Any(pair => pair.First > pair.Second))];
    }

    [Fact]
    public async Task A_warm_first_page_of_the_feed_sends_no_command()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var (reader, author) = (await app.SignUpAsync(), await app.SignUpAsync());
        await reader.FollowAsync(author);
        await author.PostReelAsync();
        await Until.TrueAsync(async () =>
            (await reader.ReadAsync("/api/reels/feed")).GetProperty("items").GetArrayLength() == 1);

        var commands = await app.CountAsync(new(HttpMethod.Get, "/api/reels/feed")
        {
            Headers = { Authorization = new("Bearer", reader.Tokens.Text("accessToken")) },
        });

        Assert.All(commands, each => Assert.Empty(each.Value));
    }

    /// <summary>Sends the request of each row, with caches that have expired.</summary>
    private async Task<List<Measured>> MeasureAsync()
    {
        var world = await DegradationWorld.MakeAsync(app);
        var requests = new List<(DegradationRow Row, HttpRequestMessage Request)>();
        foreach (var row in DegradationTable.Rows)
            requests.Add((row, await world.RequestAsync(row)));
        await Task.Delay(CacheLife);
        var measured = new List<Measured>();
        foreach (var (row, request) in requests)
        {
            var commands = await app.CountAsync(request);
            measured.Add(new(row.Name, [.. Counted.Select(engine => commands[engine].Length)],
                string.Join("; ", commands.Where(each => each.Value.Length > 0)
                    .Select(each => $"{each.Key}: {string.Join(", ", each.Value)}"))));
        }

        return measured;
    }

    private static Dictionary<string, int[]> Allowed() => OperationTable.Read(Page).Rows.ToDictionary(
        row => $"{row.Operation} {row.Variant}".Trim(),
        row => row.Cells.Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    /// <summary>Write the larger of each number and that of the page: some steps of a write go on after its answer.
    /// </summary>
    private static void Write(IEnumerable<Measured> measured)
    {
        var file = Repository.PathOf(Page);
        var page = File.ReadAllText(file);
        var known = Allowed();
        var text = new StringBuilder(page[..(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)]);
        text.Append(null, $"\n| operation | {string.Join(" | ", Counted)} |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (name, counted, _) in measured)
        {
            var commands = known.TryGetValue(name, out var most) ? counted.Zip(most, Math.Max) : counted;
            var parts = name.Split(' ', 3);
            text.Append(null, $"| `{parts[0]} {parts[1]}`{(parts.Length > 2 ? " " + parts[2] : "")} ");
            text.Append(null, $"| {string.Join(" | ", commands)} |\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    /// <param name="Name">Operation and variant.</param>
    /// <param name="Commands">How many it sent to each of the engines.</param>
    /// <param name="Names">Which.</param>
    private sealed record Measured(string Name, int[] Commands, string Names);
}
