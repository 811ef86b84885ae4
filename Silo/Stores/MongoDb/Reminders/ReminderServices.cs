using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MongoDB.Driver;
using Orleans.Providers.MongoDB.Configuration;
using Orleans.Providers.MongoDB.Utils;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.MongoDb.Reminders;

internal static class ReminderServices
{
    /// <summary>
    /// Keeps the reminders of grains in MongoDB, over the connections of <see cref="MongoDbOptions"/>. The start
    /// doesn't wait for it. While it is unavailable, reminders that are set go on, and setting one fails.
    /// </summary>
    public static IServiceCollection AddMongoDbReminders(this IServiceCollection services)
    {
        services.AddValidatedOptions<MongoDbOptions>(MongoDbOptions.Section);
        services.TryAddKeyedSingleton<IMongoClient>(Engines.MongoDb, (provider, _) => MongoConnection.Open(
            provider.GetRequiredService<IOptions<MongoDbOptions>>().Value));
        services.AddSingleton<IMongoClientFactory>(provider => new DefaultMongoClientFactory(
            provider.GetRequiredKeyedService<IMongoClient>(Engines.MongoDb)));
        services.AddOptions<MongoDBRemindersOptions>().Configure<IOptions<MongoDbOptions>>((reminders, set) =>
        {
            reminders.DatabaseName = set.Value.Database;
            reminders.CollectionConfigurator = MongoConnection.MakeSafe;
        });
        return services.AddMongoDBReminders();
    }
}
