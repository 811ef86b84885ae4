using Microsoft.Extensions.Options;
using MongoDB.Driver;
using OpenTelemetry.Trace;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Hosting;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.MongoDb.Accounts;
using Reels.Silo.Stores.MongoDb.Blocks;
using Reels.Silo.Stores.MongoDb.Cluster;
using Reels.Silo.Stores.MongoDb.Comments;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Erasures;
using Reels.Silo.Stores.MongoDb.Follows;
using Reels.Silo.Stores.MongoDb.Likes;
using Reels.Silo.Stores.MongoDb.Media;
using Reels.Silo.Stores.MongoDb.People;
using Reels.Silo.Stores.MongoDb.Profiles;
using Reels.Silo.Stores.MongoDb.Reports;
using Reels.Silo.Stores.MongoDb.Stories;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.MongoDb;

internal static class MongoDbServices
{
    /// <summary>All indexes, which the start makes.</summary>
    public static readonly MongoIndex[] Indexes =
    [
        .. PeopleCollections.Indexes, .. SessionQueries.Indexes, .. RevocationQueries.Indexes, .. MediaQueries.Indexes,
        .. ReferenceQueries.Indexes, .. BlockQueries.Indexes, .. ReportQueries.Indexes, .. StoryQueries.Indexes,
        .. FollowServices.Indexes,
        .. CommentQueries.Indexes, .. LikeQueries.Indexes,
    ];

    /// <summary>
    /// Keeps people and what they write in MongoDB. It is connected and prepared in the background; until then its
    /// ports are unavailable.
    /// </summary>
    public static IServiceCollection AddMongoDb(this IServiceCollection services)
    {
        services.AddValidatedOptions<MongoDbOptions>(MongoDbOptions.Section);
        services.AddOptions<MongoDbOptions>().Validate(options => MongoConnection.CanRead(options.ConnectionString),
            $"{MongoDbOptions.Section}:{nameof(MongoDbOptions.ConnectionString)} is no connection string of MongoDB.");
        // Of the drivers, this one alone traces its commands.
        services.ConfigureOpenTelemetryTracerProvider(
            tracer => tracer.AddSource(MongoTelemetry.ActivitySourceName));
        services.AddEngineCalls<MongoDbOptions>(Engines.MongoDb, options => options.CallLimit);
        services.AddKeyedSingleton<IMongoClient>(Engines.MongoDb, (provider, _) =>
            MongoConnection.Open(provider.Options()));
        services.AddSingleton(provider => new MongoEngine(
            provider.GetRequiredKeyedService<IMongoClient>(Engines.MongoDb), provider.Options(), provider.CallsOf()));
        services.AddSingleton(provider => new MongoSchema(
            provider.GetRequiredService<MongoEngine>(), Indexes, provider.GetRequiredService<ILogger<MongoSchema>>()));
        services.AddHostedService(provider => provider.GetRequiredService<MongoSchema>());
        services.AddSingleton<IStoreHealth>(provider => new EngineHealth(
            provider.CallsOf(), provider.GetRequiredService<MongoEngine>().PingAsync));
        return services.AddPeople().AddWhatPeopleWrite();
    }

    private static IServiceCollection AddPeople(this IServiceCollection services) => services
        .AddSingleton<StoreId>()
        .AddSingleton<PeopleCollections>()
        .AddSingleton<Registration>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<NameClaims>(provider, TimeProvider.System))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<LostMedia>(provider, TimeProvider.System))
        .AddSingleton<DroppedAvatars>()
        .AddSingleton<ProfileSearch>()
        .AddSingleton<ProfileChanges>()
        .AddSingleton<SessionEnds>()
        .AddSingleton<MongoRevocationStore>()
        .AddSingleton<IRevocationStore>(provider => provider.GetRequiredService<MongoRevocationStore>())
        .AddSingleton<IAccountStore, MongoAccountStore>()
        .AddSingleton<IClusterIdentityStore, MongoClusterIdentityStore>()
        .AddSingleton<IErasureStore, MongoErasureStore>()
        .AddSingleton<IMissedAnnouncements, MongoMissedAnnouncements>()
        .AddSingleton<IExternalIdentityStore, MongoExternalIdentityStore>()
        .AddSingleton<IMediaErasureStore, MongoMediaErasureStore>()
        .AddSingleton<IProfileTruth, MongoProfileStore>()
        .AddSingleton<ISessionStore, MongoSessionStore>()
        .AddKeyedSingleton<IMediaReferences, MongoAvatarReferences>(MediaKind.Avatar);

    private static IServiceCollection AddWhatPeopleWrite(this IServiceCollection services) => services
        .AddSingleton<IBlockTruth, MongoBlockStore>()
        .AddFollows()
        .AddSingleton<IReportStore, MongoReportStore>()
        .AddSingleton<CommentCounts>()
        .AddSingleton<CommentLists>()
        .AddSingleton<CommentRemoval>()
        .AddSingleton<ICommentStore, MongoCommentStore>()
        .AddSingleton<ILikeProjection>(provider => new MongoLikeProjection(provider.GetRequiredService<MongoEngine>()))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<MediaReferenceSets>(provider, TimeProvider.System))
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<StoryShelves>(provider, TimeProvider.System))
        .AddSingleton<IStoryStore, MongoStoryStore>()
        .AddKeyedSingleton<IMediaReferences, MongoStoryReferences>(MediaKind.Story);

    private static MongoDbOptions Options(this IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<MongoDbOptions>>().Value;

    private static EngineCalls CallsOf(this IServiceProvider provider) =>
        provider.GetRequiredKeyedService<EngineCalls>(Engines.MongoDb);
}
