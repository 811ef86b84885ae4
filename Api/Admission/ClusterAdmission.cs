using Reels.Api.Cluster;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Cluster;
using Reels.Hosting;

namespace Reels.Api.Admission;

/// <summary>
/// Ends this process if its secret or its media store is not the cluster's. With two secrets, a token or media key of
/// one node is invalid on the other; with two media stores, each node lacks the uploads of the other.
/// </summary>
/// <remarks>
/// Asks before this node serves. Where the store of the answer is unavailable, the node serves and asks again. Goes on
/// asking where the silos are other processes, because one may be restarted with other data.
/// </remarks>
internal sealed partial class ClusterAdmission(
    NodeIdentity node, ClusterConnection cluster, IGrainFactory grains, ProcessEnd end,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<ClusterAdmission> logger) : BackgroundService
{
    /// <summary>Time between two questions until everything is known.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Time between two questions after that.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    private bool _isInProcess;
    private string? _clusterId;
    private bool _complete;
    private bool _logged;

    /// <exception cref="ClusterRefusedException">The silo of this process has the data of another cluster.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Connected before any search: the silo is in this process.
        _isInProcess = cluster.IsConnected;
        if (_isInProcess)
            await TryAskAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await cluster.Reached.WaitAsync(stoppingToken);
        try
        {
            while (!_isInProcess || !_complete)
            {
                if (await TryAskAsync(stoppingToken))
                    cluster.MarkConnected();
                await Task.Delay(_complete ? Later : First, time, stoppingToken);
            }
        }
        catch (ClusterRefusedException refusal)
        {
            end.Refuse(refusal);
        }
    }

    /// <returns>True if a silo has answered, even if it could not read the identity.</returns>
    private async Task<bool> TryAskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var media = await TryGetMediaIdAsync(cancellationToken);
            Check(await grains.GetGrain<IClusterIdentityGrain>(0).Claim(node.SecretFingerprint, media), media);
            _complete = media is not null;
            return true;
        }
#pragma warning disable CA1031 // Any failure is temporary: the next question comes soon.
        catch (Exception exception) when (exception is not ClusterRefusedException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (cluster.OnFailed(exception))
                return false;
            // Later failures are those of every other call, and logged there.
            if (_clusterId is null && !_logged)
                LogUnknown(exception.GetType().Name);
            _logged = true;
            return true;
        }
    }

    private void Check(ClusterIdentity identity, string? media)
    {
        if (identity.SecretFingerprint != node.SecretFingerprint)
            throw ClusterRefusedException.OtherSecret(node.SecretFingerprint, identity.SecretFingerprint);
        if (identity.MediaId is { } kept && kept != media)
            throw ClusterRefusedException.OtherMedia(media, kept);
        _clusterId ??= identity.ClusterId;
        if (identity.ClusterId != _clusterId)
            throw ClusterRefusedException.OtherData(_clusterId, identity.ClusterId);
    }

    private async Task<string?> TryGetMediaIdAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await node.GetMediaIdAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever the cause, the store is unavailable.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    [LoggerMessage(143, LogLevel.Warning,
        "The identity of the cluster could not be read ({Exception}); serving, and asking again every second")]
    private partial void LogUnknown(string exception);
}

/// <summary>This process doesn't belong to the cluster that it has reached.</summary>
internal sealed class ClusterRefusedException : StartRefusedException
{
    private ClusterRefusedException(string message)
        : base(message)
    {
    }

    public static ClusterRefusedException OtherSecret(string own, string kept) => new(
        $"The root secret of this process has the fingerprint {own}, that of the cluster's data has {kept}: tokens and "
        + "media of one would be invalid with the other. Set Auth:SigningKey to the cluster's secret, or Data:Folder "
        + "to the folder that holds it.");

    public static ClusterRefusedException OtherMedia(string? own, string kept) => new(
        $"The media store of this process has the id {own}, that of the cluster has {kept}: each process would lack "
        + "the uploads of the other. Set Data:Folder to the folder with the cluster's media.");

    public static ClusterRefusedException OtherData(string own, string now) => new(
        $"The silo now has the data of cluster {now}, and this process belongs to cluster {own}. Restart the silo with "
        + "the right Data:Folder, then this process.");
}

internal static class AdmissionServices
{
    public static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddSingleton<ProcessEnd>().AddSingleton<NodeIdentity>().AddHostedService<ClusterAdmission>();
}
