using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Housekeeping;
using Reels.Grains.Interfaces.Housekeeping;
using Reels.Silo.Stores.MongoDb.Reminders;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Api;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoReminderTests : IAsyncLifetime
{
    private readonly string _database = "reels-" + Some.User();

    public async ValueTask InitializeAsync() => await Servers.NeedAsync(MongoFixture.Port);

    public async ValueTask DisposeAsync()
    {
        using var client = new MongoClient(MongoFixture.ConnectionString);
        await client.DropDatabaseAsync(_database);
    }

    [Fact]
    public async Task A_reminder_survives_the_restart_of_its_silo()
    {
        ReminderEntry? set = null;
        await RunAsync(async app => await Until.TrueAsync(async () => (set = await FindAsync(app)) is not null));

        await RunAsync(async app =>
        {
            await Housekeeping(app).Schedule();
            var kept = await FindAsync(app);
            Assert.Equal((set!.ETag, set.StartAt, set.Period), (kept!.ETag, kept.StartAt, kept.Period));
        });

        using var client = new MongoClient(MongoFixture.ConnectionString);
        Assert.Equal(1, await client.GetDatabase(_database).GetCollection<BsonDocument>("OrleansReminderV2")
            .CountDocumentsAsync(new BsonDocument()));
    }

    private async Task RunAsync(Func<App, Task> action)
    {
        await using var app = new App(_database);
        await app.InitializeAsync();
        await action(app);
    }

    private static IHousekeepingGrain Housekeeping(App app) =>
        app.Services.GetRequiredService<IGrainFactory>().GetGrain<IHousekeepingGrain>(0);

    private static async Task<ReminderEntry?> FindAsync(App app) => await app.Services
        .GetRequiredService<IReminderTable>().ReadRow(Housekeeping(app).GetGrainId(), HousekeepingGrain.Reminder);

    /// <summary>The product on embedded stores, with its reminders in MongoDB.</summary>
    private sealed class App(string database) : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            [$"{MongoDbOptions.Section}:{nameof(MongoDbOptions.ConnectionString)}"] = MongoFixture.ConnectionString,
            [$"{MongoDbOptions.Section}:{nameof(MongoDbOptions.Database)}"] = database,
        };

        protected override void Compose(WebApplicationBuilder builder) => builder.Services.AddMongoDbReminders();
    }
}
