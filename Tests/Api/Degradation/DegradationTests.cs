using Microsoft.AspNetCore.Builder;
using Reels.Tests.Conformance.Projection;
using Reels.Tests.Conformance.Projection.Likes;
using Xunit;

namespace Reels.Tests.Api.Degradation;

/// <summary>Sends the request of each row of <c>docs/degradation.md</c> while one engine fails, or two.</summary>
[Collection(TimedCollection.Name)]
public sealed class DegradationTests(DegradationTests.App app) : IClassFixture<DegradationTests.App>
{
    public sealed class App : ShiftedTimeApp
    {
        public static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(2);

        private Sides? _sides;
        private LikeSides? _likeSides;

        internal EngineFaults Faults { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(Unlimited.Settings)
            {
                ["Http:Budget"] = "00:00:02",
                ["Http:DeleteBudget"] = "00:00:03",
                ["Cache:AnnouncedLife"] = $"{CacheLife}",
            };

        public override async ValueTask InitializeAsync()
        {
            _sides = await Sides.OpenAsync(await EmbeddedProjectionEngine.OpenAsync());
            _likeSides = new(await EmbeddedLikeTruthEngine.OpenAsync(), await EmbeddedLikeProjectionEngine.OpenAsync());
            Faults = new(_sides, _likeSides);
            await Faults.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Faults.StopAsync();
            if (_sides is not null)
                await _sides.DisposeAsync();
            if (_likeSides is not null)
                await _likeSides.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        protected override void Compose(WebApplicationBuilder builder) => Faults.AddTo(builder.Services);
    }

    public static TheoryData<string, Fault> Outages
    {
        get
        {
            var outages = new TheoryData<string, Fault>();
            foreach (var engine in DegradationTable.Engines)
            {
                foreach (var fault in Enum.GetValues<Fault>())
                {
                    // Several slow engines are as slow as one.
                    if (fault != Fault.Slow || DegradationRun.EnginesOf(engine).Length == 1)
                        outages.Add(engine, fault);
                }
            }

            return outages;
        }
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Every_operation_answers_as_the_table_says(string engine, Fault fault)
    {
        var wrong = await new DegradationRun(app, new Control(app, fault)).RunAsync(
            engine, IsRight, checksHealth: fault != Fault.Slow);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // Slow calls that are made one after the other may be too many for the budget, and on a loaded machine one may
        // pass its limit.
        bool IsRight(DegradationRow row, string answer) => fault == Fault.Slow
            ? answer == row.Healthy || answer == "503" || answer == row.Answers[engine]
            : row.Answers[engine].Split(" or ").Contains(answer);
    }

    [Fact]
    public async Task Every_operation_has_its_row()
    {
        var document = await ApiDocument.OfAsync(app);
        Assert.Equal(document.Operations.Select(operation => operation.Name).Order(),
            DegradationTable.Rows.Select(row => row.Operation).Distinct().Order());
    }

    private sealed class Control(App app, Fault fault) : IFaultControl
    {
        public async Task SettleAsync()
        {
            await app.Faults.SettledAsync();
            app.ShiftedTime.Advance(2 * App.CacheLife);
        }

        public Task FailAsync(IReadOnlyCollection<string> engines)
        {
            app.Faults.Fail(engines, fault);
            return Task.CompletedTask;
        }

        public Task HealAsync() => app.Faults.HealAsync();
    }
}
