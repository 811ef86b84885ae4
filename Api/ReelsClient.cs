using Orleans.Dashboard;
using Reels.Api.Hosting;
using Reels.Grains.Interfaces;

namespace Reels.Api;

/// <summary>The connection to the grains of a process that holds no silo.</summary>
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
            // Costs every call a filter, so only where somebody looks.
            if (builder.ExportsTelemetry())
                client.AddActivityPropagation();
        });
        return builder;
    }

    /// <summary>Looks for the cluster until it is there, or the process is told to stop.</summary>
    private sealed partial class Search(ILogger<Search> logger) : IClientConnectionRetryFilter
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private bool _said;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (!_said)
                LogSearching();
            _said = true;
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return !cancellationToken.IsCancellationRequested;
        }

        [LoggerMessage(140, LogLevel.Warning,
            "No silo answers yet; it is looked for every second, and nothing is served before")]
        private partial void LogSearching();
    }
}
