using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Tests.Api;
using Reels.Tests.Api.Degradation;
using Xunit;

namespace Reels.Tests.Real.Faults;

/// <summary>The table of <c>docs/degradation.md</c>, on real servers that can't be reached.</summary>
[Collection(TimedCollection.Name)]
public sealed class RealDegradationTests(RealDegradationTests.App app) : IClassFixture<RealDegradationTests.App>
{
    public sealed class App : ReelsApp
    {
        private static readonly Dictionary<string, int> Ports = new()
        {
            [Engines.Redis] = 6_379,
            [Engines.MongoDb] = 27_017,
            [Engines.Cassandra] = 9_042,
            [Engines.Neo4j] = 7_687,
            ["MinIO"] = 9_000,
        };

        internal Dictionary<string, FaultyProxy> Proxies { get; } = [];

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(
            StoresOfTests.RealSettings())
        {
            ["Auth:HashingIterations"] = "1000",
            ["Http:Budget"] = "00:00:02",
            ["Http:DeleteBudget"] = "00:00:03",
            ["RateLimits:SignInsPerAddress"] = "0",
            ["RateLimits:SignInsPerName"] = "0",
            ["RateLimits:Writes"] = "0",
            ["RateLimits:Reads"] = "0",
            ["RateLimits:Uploads"] = "0",
            ["Redis:Endpoints"] = AddressOf(Engines.Redis),
            ["MongoDB:ConnectionString"] = $"mongodb://{AddressOf(Engines.MongoDb)}",
            ["Cassandra:Port"] = $"{Proxies[Engines.Cassandra].Port}",
            ["Neo4j:Uri"] = $"bolt://{AddressOf(Engines.Neo4j)}",
            ["S3:Endpoint"] = $"http://{AddressOf("MinIO")}",
        };

        public override async ValueTask InitializeAsync()
        {
            if (!Servers.AreRunning)
                return;
            foreach (var (engine, port) in Ports)
            {
                await Servers.NeedAsync(port);
                Proxies[engine] = new(port);
            }

            await base.InitializeAsync();
            await AllUpAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            foreach (var proxy in Proxies.Values)
                await proxy.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        /// <summary>Return when health names every engine as up.</summary>
        public Task AllUpAsync() => Until.TrueAsync(async () =>
        {
            using var answer = await Client.GetAsync("/health/ready");
            return (await answer.JsonAsync()).GetProperty("stores").EnumerateObject()
                .All(store => store.Value.GetString() == "up");
        });

        /// <summary>Return when each projection has everything that its truth has.</summary>
        public Task AgreedAsync()
        {
            var (blocks, follows, profiles, likes) = (Services.GetRequiredService<ProjectedBlockStore>(),
                Services.GetRequiredService<ProjectedFollowStore>(),
                Services.GetRequiredService<ProjectedProfileStore>(), Services.GetRequiredService<ILikeTruth>());
            return Until.TrueAsync(async () => blocks is { IsCurrent: true, IsTruthResting: false }
                && follows is { IsCurrent: true, IsTruthResting: false }
                && profiles is { IsCurrent: true, IsTruthResting: false }
                && !Services.GetRequiredService<ProjectedLikeStore>().IsTruthResting
                && (await likes.ListTailAsync(1, default)).Count == 0);
        }

        private string AddressOf(string engine) => $"{Servers.Host}:{Proxies[engine].Port}";
    }

    public static TheoryData<string, NetworkFault> Outages
    {
        get
        {
            var outages = new TheoryData<string, NetworkFault>();
            foreach (var engine in DegradationTable.Engines)
            {
                foreach (var fault in Enum.GetValues<NetworkFault>().Where(fault => fault != NetworkFault.None))
                    outages.Add(engine, fault);
            }

            return outages;
        }
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Every_operation_answers_as_the_table_says(string engine, NetworkFault fault)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);

        var wrong = await new DegradationRun(app, new Control(app, fault)).RunAsync(
            engine, (row, answer) => row.Answers[engine].Split(" or ").Contains(answer), checksHealth: true);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private sealed class Control(App app, NetworkFault fault) : IFaultControl
    {
        /// <summary>Values of caches that live 2 s have expired after it.</summary>
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
