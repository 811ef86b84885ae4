using Orleans.Dashboard;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Api;

/// <summary>The connection to the grains, for a process without a silo.</summary>
public static partial class ReelsClient
{
    public static WebApplicationBuilder AddReelsClient(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var gatewayPort = builder.Configuration.GetValue("Silo:GatewayPort", defaultValue: 30_000);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gatewayPort, ClusterName.Value, ClusterName.Value)
                .UseConnectionRetryFilter<Search>();
            client.AddDashboard();
            // Adds a filter to every call, so only if traces are exported.
            if (builder.Configuration.ExportsTelemetry())
                client.AddActivityPropagation();
        });
        return builder;
    }

    /// <summary>Retries the connection until the cluster answers or the process stops.</summary>
    private sealed partial class Search(ILogger<Search> logger) : IClientConnectionRetryFilter
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private bool _logged;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (!_logged)
                LogSearching();
            _logged = true;
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return !cancellationToken.IsCancellationRequested;
        }

        [LoggerMessage(140, LogLevel.Warning,
            "No silo answers yet; retrying every second, and serving nothing until one answers")]
        private partial void LogSearching();
    }
}
