using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Reels.Api.Hosting;

/// <summary>The stop of the process; section <c>Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>
    /// Time between readiness turning false and new connections being refused. Load balancers need it to notice, so it
    /// should be at least their probe interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Turns readiness false at a stop while requests are still served for <see cref="ShutdownOptions.Drain"/>. Then the
/// server refuses connections and finishes the running requests.
/// </summary>
internal sealed class Shutdown(IOptions<ShutdownOptions> options,
    IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private volatile bool _stopping;

    public bool IsStopping => _stopping || lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await Task.Delay(options.Value.Drain, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class ShutdownServices
{
    public static IServiceCollection AddShutdown(this IServiceCollection services) =>
        services.AddSingleton<Shutdown>().AddHostedService(provider => provider.GetRequiredService<Shutdown>());
}
