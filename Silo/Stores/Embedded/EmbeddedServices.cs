using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces.Media;
using Reels.Hosting;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded;

internal static class EmbeddedServices
{
    /// <summary>
    /// Keeps all data in one SQLite database under <c>Data:Folder</c>, which is opened before any other hosted service
    /// starts.
    /// </summary>
    public static IServiceCollection AddEmbeddedStores(this IServiceCollection services)
    {
        services.AddValidatedOptions<EmbeddedOptions>(EmbeddedOptions.Section);
        services.AddSingleton(provider => new EmbeddedStores(
            provider.GetRequiredService<IOptions<EmbeddedOptions>>().Value,
            provider.GetRequiredService<ILogger<EmbeddedDatabase>>()));
        services.AddHostedService<OpenAtStart>();
        return services.AddPorts();
    }

    /// <summary>
    /// Uses open stores that several silos share. The caller owns them, and disposes them after the silos.
    /// </summary>
    public static IServiceCollection AddEmbeddedStores(this IServiceCollection services, EmbeddedStores shared) =>
        services.AddSingleton(shared).AddPorts();

    private static IServiceCollection AddPorts(this IServiceCollection services) => services
        .AddReferences(Enum.GetValues<MediaKind>())
        .AddPort(stores => stores.Accounts)
        .AddPort(stores => stores.Blocks)
        .AddPort(stores => stores.ClusterIdentity)
        .AddPort(stores => stores.Comments)
        .AddPort(stores => stores.Outbox)
        .AddPort(stores => stores.ExternalIdentities)
        .AddPort(stores => stores.Erasures)
        .AddPort(stores => stores.Follows)
        .AddPort(stores => stores.Health)
        .AddPort(stores => stores.Likes)
        .AddPort(stores => stores.MediaErasures)
        .AddPort(stores => stores.MissedAnnouncements)
        .AddPort(stores => stores.Celebrities)
        .AddPort(stores => stores.Profiles)
        .AddPort(stores => stores.Reels)
        .AddPort(stores => stores.Reports)
        .AddPort(stores => stores.Revocations)
        .AddPort(stores => stores.Sessions)
        .AddPort(stores => stores.Stories)
        .AddPort(stores => stores.Timelines);

    private static IServiceCollection AddPort<TPort>(this IServiceCollection services, Func<EmbeddedStores, TPort> port)
        where TPort : class =>
        services.AddSingleton(provider => port(provider.GetRequiredService<EmbeddedStores>()));

    private static IServiceCollection AddReferences(this IServiceCollection services, IEnumerable<MediaKind> kinds)
    {
        foreach (var kind in kinds)
        {
            services.AddKeyedSingleton(
                kind, (provider, _) => provider.GetRequiredService<EmbeddedStores>().MediaReferences);
        }

        return services;
    }

    /// <summary>
    /// Opens the stores when it is constructed: a data folder that can't be used stops the start, not the first
    /// request.
    /// </summary>
    private sealed class OpenAtStart(EmbeddedStores stores) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _ = stores;
            return Task.CompletedTask;
        }
    }
}
