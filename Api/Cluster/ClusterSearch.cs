using Orleans.Runtime.Messaging;

namespace Reels.Api.Cluster;

/// <summary>
/// Starts the client of the cluster in the background, so that this process listens before a silo answers. Retries
/// every second until one does, or until the process stops.
/// </summary>
internal sealed class ClusterSearch(IClusterClient client, ClusterConnection connection)
    : BackgroundService, IClientConnectionRetryFilter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Orleans makes its client a hosted service, whose start waits for a silo.
    private readonly IHostedService _client = (IHostedService)client;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // One part of the search ends only with the client.
        var search = base.StopAsync(cancellationToken);
        await _client.StopAsync(cancellationToken);
        await search;
    }

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        connection.OnFailed(exception as ConnectionFailedException ?? new("No silo was found.", exception));
        await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _client.StartAsync(stoppingToken);
        }
#pragma warning disable CA1031 // A stop breaks the search in several ways.
        catch (Exception) when (stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return;
        }

        if (!stoppingToken.IsCancellationRequested)
            connection.MarkReached();
    }
}
