using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Reels.Hosting.Resilience;

public static class EngineServices
{
    /// <summary>Adds the calls of this process to an engine, keyed by its name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="engine">One of <see cref="Grains.Interfaces.Engines"/>.</param>
    /// <param name="limit">The longest that a call takes, by the engine's settings.</param>
    public static IServiceCollection AddEngineCalls<TOptions>(this IServiceCollection services, string engine,
        Func<TOptions, TimeSpan> limit)
        where TOptions : class => services
        .AddKeyedSingleton(engine, (provider, _) => new EngineCalls(engine,
            limit(provider.GetRequiredService<IOptions<TOptions>>().Value), TimeProvider.System,
            provider.GetRequiredService<ILogger<EngineCalls>>(), provider.GetKeyedService<ICommandProbe>(engine)));
}
