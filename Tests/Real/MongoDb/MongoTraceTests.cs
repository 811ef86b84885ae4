using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb;
using Reels.Silo.Stores.MongoDb.Engine;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>What the driver traces of a command.</summary>
public sealed class MongoTraceTests
{
    [Fact]
    public async Task Spans_of_the_driver_are_below_those_of_our_calls()
    {
        await Servers.NeedAsync(Servers.Ports[Engines.MongoDb]);
        using var ended = new Ended();
        await using var services = Services(ended);
        services.GetRequiredService<TracerProvider>();
        var engine = services.GetRequiredService<MongoEngine>();
        engine.OpenForCommands();

        await engine.ReadAsync(
            token => engine.Database.GetCollection<BsonDocument>("nothing").Find(FilterDefinition<BsonDocument>.Empty)
                .FirstOrDefaultAsync(token),
            TestContext.Current.CancellationToken);

        var own = Assert.Single(ended.Of(TelemetryNames.Name), activity =>
            activity.OperationName == $"MongoDB {nameof(Spans_of_the_driver_are_below_those_of_our_calls)}");
        var theirs = ended.Of("MongoDB.Driver").Where(activity => activity.TraceId == own.TraceId).ToList();
        Assert.Contains(theirs, activity => activity.ParentSpanId == own.SpanId);
        Assert.DoesNotContain(theirs, activity => activity.TagObjects.Any(tag => tag.Key == "db.query.text"));
    }

    private static ServiceProvider Services(Ended ended)
    {
        var settings = new Dictionary<string, string?>(RealApp.Patient) { ["MongoDB:Database"] = "reels-traces" };
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddMongoDb();
        services.AddOpenTelemetry().WithTracing(
            tracer => tracer.AddSource(TelemetryNames.Name).AddProcessor(ended));
        return services.BuildServiceProvider();
    }

    /// <summary>Keeps what would be exported.</summary>
    private sealed class Ended : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _activities = new();

        public IEnumerable<Activity> Of(string source) =>
            _activities.Where(activity => activity.Source.Name == source);

        public override void OnEnd(Activity data) => _activities.Enqueue(data);
    }
}
