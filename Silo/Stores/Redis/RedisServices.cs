using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Engine;
using Reels.Silo.Stores.Redis.Likes;
using Reels.Silo.Stores.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Redis;

internal static class RedisServices
{
    /// <summary>
    /// Takes likes in Redis. The start doesn't wait for it: calls are refused until it is connected.
    /// </summary>
    public static IServiceCollection AddRedis(this IServiceCollection services) => services
        .AddValidatedOptions<RedisOptions>(RedisOptions.Section)
        .AddEngineCalls<RedisOptions>(Engines.Redis, options => options.CallLimit)
        .AddSingleton(provider => new RedisConnection(Options(provider), Calls(provider)))
        .AddHostedService<RedisStart>()
        .AddSingleton<IStoreHealth>(provider =>
        {
            var redis = provider.GetRequiredService<RedisConnection>();
            return new EngineHealth(Calls(provider), _ => redis.IsAnsweringAsync());
        })
        .AddSingleton<ILikeTruth>(provider => new RedisLikeTruth(
            provider.GetRequiredService<RedisConnection>(), Options(provider).MaxTail));

    private static EngineCalls Calls(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<EngineCalls>(Engines.Redis);

    private static RedisOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<RedisOptions>>().Value;
}
