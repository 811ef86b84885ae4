using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Reels.Api.Hosting;

/// <summary>How the process leaves; section <c>Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>
    /// Time between readiness turning false and new connections being refused, for balancers to look away; at least
    /// their probe interval.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Readiness turns first; requests go on being served for a while, and those in flight are finished by the server after
/// that.
/// </summary>
internal sealed class Shutdown(IOptions<ShutdownOptions> options,
    IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private volatile bool _leaving;

    public bool Leaving => _leaving || lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _leaving = true;
        await Task.Delay(options.Value.Drain, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
