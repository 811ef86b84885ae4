using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Tests.Api.Degradation;
using Xunit;

namespace Reels.Tests.Real.Faults;

/// <summary>The table of <c>docs/degradation.md</c>, on real servers that can't be reached.</summary>
[Collection(TimedCollection.Name)]
public sealed class RealDegradationTests
{
    private sealed class App(string[] failing) : RealApp
    {
        private static readonly Dictionary<string, int> Ports = new()
        {
            [Engines.Redis] = 6_379,
            [Engines.MongoDb] = 27_017,
            [Engines.Cassandra] = 9_042,
            [Engines.Neo4j] = 7_687,
            ["MinIO"] = 9_000,
        };

        /// <summary>How long truth and projection may differ after an outage.</summary>
        private static readonly TimeSpan AgreementLimit = TimeSpan.FromMinutes(1);

        internal Dictionary<string, FaultyProxy> Proxies { get; } = [];

        protected override IReadOnlyDictionary<string, string?> Settings
        {
            get
            {
                var settings = new Dictionary<string, string?>(base.Settings)
                {
                    // A second more than the product's, as DegradationRun allows for a loaded machine.
                    ["Http:Budget"] = "00:00:03",
                    ["Http:DeleteBudget"] = "00:00:04",
                    ["Cache:AnnouncedLife"] = "00:00:02",
                    ["Redis:Endpoints"] = AddressOf(Engines.Redis),
                    ["MongoDB:ConnectionString"] = $"mongodb://{AddressOf(Engines.MongoDb)}",
                    ["Cassandra:Port"] = $"{Proxies[Engines.Cassandra].Port}",
                    ["Neo4j:Uri"] = $"bolt://{AddressOf(Engines.Neo4j)}",
                    ["S3:Endpoint"] = $"http://{AddressOf("MinIO")}",
                };
                foreach (var engine in failing)
                    settings.Remove($"{(engine == "MinIO" ? "S3" : engine)}:CallLimit");
                return settings;
            }
        }

        public override async ValueTask InitializeAsync()
        {
            foreach (var (engine, port) in Ports)
            {
                await Servers.NeedAsync(port);
                Proxies[engine] = new(port);
            }

            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            foreach (var proxy in Proxies.Values)
                await proxy.DisposeAsync();
        }

        /// <summary>Return when each projection has everything that its truth has.</summary>
        public Task AgreedAsync()
        {
            var (blocks, follows, profiles, likes) = (Services.GetRequiredService<ProjectedBlockStore>(),
                Services.GetRequiredService<ProjectedFollowStore>(),
                Services.GetRequiredService<ProjectedProfileStore>(), Services.GetRequiredService<ILikeTruth>());
            return Until.TrueAsync(
                async () => blocks is { IsCurrent: true, IsTruthResting: false }
                    && follows is { IsCurrent: true, IsTruthResting: false }
                    && profiles is { IsCurrent: true, IsTruthResting: false }
                    && !Services.GetRequiredService<ProjectedLikeStore>().IsTruthResting
                    && (await likes.ListTailAsync(1, default)).Count == 0,
                AgreementLimit);
        }

        private string AddressOf(string engine) => $"{Servers.Host}:{Proxies[engine].Port}";
    }

    public static TheoryData<string> Columns => [.. DegradationTable.Engines];

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task Every_operation_answers_as_the_table_says(string column)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        await using var app = new App(DegradationRun.EnginesOf(column));
        await app.InitializeAsync();
        // What has never run is compiled first, and may pass a limit.
        await RunAsync(app, column, NetworkFault.None, (_, _) => true);

        var wrong = new List<string>();
        foreach (var fault in Enum.GetValues<NetworkFault>().Where(fault => fault != NetworkFault.None))
        {
            var found = await RunAsync(app, column, fault, IsDeclared);
            // A loaded machine may pass a limit. It doesn't in the same place again, and loses nothing.
            if (found.Count > 0 && !found.Any(IsNeverRight))
                found = [.. found.Intersect(await RunAsync(app, column, fault, IsDeclared))];
            wrong.AddRange(found.Select(each => $"{fault}: {each}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        bool IsDeclared(DegradationRow row, string answer) => row.Answers[column].Split(" or ").Contains(answer);
        static bool IsNeverRight(string wrong) =>
            wrong.EndsWith(" 500 in truth", StringComparison.Ordinal)
            || wrong.EndsWith(" is lost", StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<string>> RunAsync(App app, string column, NetworkFault fault,
        Func<DegradationRow, string, bool> isRight) =>
        new DegradationRun(app, new Control(app, fault)).RunAsync(column, isRight, fault != NetworkFault.None);

    private sealed class Control(App app, NetworkFault fault) : IFaultControl
    {
        /// <summary>What caches hold has expired after it.</summary>
        private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(2.1);

        public async Task SettleAsync()
        {
            await app.AgreedAsync();
            await Task.Delay(CacheLife);
        }

        public async Task FailAsync(IReadOnlyCollection<string> engines)
        {
            foreach (var engine in engines)
                await app.Proxies[engine].SetAsync(fault);
        }

        public async Task HealAsync()
        {
            foreach (var proxy in app.Proxies.Values)
                await proxy.SetAsync(NetworkFault.None);
            await app.AllUpAsync();
            await app.AgreedAsync();
        }
    }
}
