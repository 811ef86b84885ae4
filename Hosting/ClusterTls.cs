using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Connections.Security;
using Reels.Grains.Interfaces;

namespace Reels.Hosting;

/// <summary>
/// TLS between the nodes of a cluster, if it is set: each side shows a certificate, and accepts those of the set
/// authorities alone. Certificates are read for each connection, so that new files count without a restart.
/// </summary>
internal sealed partial class ClusterTls(IOptions<MembershipOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<ClusterTls> logger)
{
    /// <summary>The limit that Orleans has for opening a connection.</summary>
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two log lines: a node that is refused tries again every second.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly MembershipOptions _set = options.Value;
    private ClusterCertificates? _certificates;
    private long? _loggedAt;

    /// <summary>Secures connections that other nodes make.</summary>
    public void Accept(IConnectionBuilder connections)
    {
        if (_set.Tls)
            connections.Use(ObserveAsync).UseServerTls(Options());
    }

    /// <summary>Secures connections to other nodes.</summary>
    public void Connect(IConnectionBuilder connections)
    {
        if (_set.Tls)
            connections.Use(ObserveAsync).UseClientTls(Options());
    }

    private TlsOptions Options() => new()
    {
        HandshakeTimeout = Handshake,
        LocalCertificate = Current().Own.TargetCertificate,
        // The two methods ask for the other side's certificate and check it: they know the connection.
        RemoteCertificateMode = RemoteCertificateMode.NoCertificate,
        OnAuthenticateAsServer = (connection, tls) =>
            Secure(connection, (SslServerAuthenticationOptions)tls.SslServerAuthenticationOptions),
        OnAuthenticateAsClient = (connection, tls) =>
            Secure(connection, (SslClientAuthenticationOptions)tls.SslClientAuthenticationOptions),
    };

    private void Secure(ConnectionContext connection, SslServerAuthenticationOptions tls)
    {
        var certificates = Current();
        tls.ServerCertificateSelectionCallback = null;
        (tls.ServerCertificateContext, tls.CertificateChainPolicy) = (certificates.Own, certificates.Accepted);
        tls.ClientCertificateRequired = true;
        tls.RemoteCertificateValidationCallback = (_, _, chain, errors) => IsAccepted(connection, chain, errors);
    }

    private void Secure(ConnectionContext connection, SslClientAuthenticationOptions tls)
    {
        var certificates = Current();
        (tls.ClientCertificateContext, tls.CertificateChainPolicy) = (certificates.Own, certificates.Accepted);
        tls.RemoteCertificateValidationCallback = (_, _, chain, errors) => IsAccepted(connection, chain, errors);
    }

    /// <summary>Nodes connect to addresses, which their certificates don't name.</summary>
    private static bool IsAccepted(ConnectionContext connection, X509Chain? chain, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None)
            return true;
        connection.Features.Set(new Refusal(errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
            ? "it shows no certificate"
            : "its certificate isn't accepted: "
                + string.Join(" ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? [])));
        return false;
    }

    private ClusterCertificates Current()
    {
        try
        {
            return _certificates = ClusterCertificates.Read(_set);
        }
        catch (Exception exception) when (_certificates is not null && ClusterCertificates.IsUnusable(exception))
        {
            if (MayLog())
                LogUnreadable(exception.Message);
            return _certificates;
        }
    }

    private async Task ObserveAsync(ConnectionContext connection, Func<Task> next)
    {
        var (other, since) = (connection.RemoteEndPoint?.ToString(), time.GetTimestamp());
        try
        {
            await next();
        }
        catch (Exception) when (time.GetElapsedTime(since) < Handshake)
        {
            // With TLS 1.3 the handshake of a client is complete before the other side has seen its certificate.
            LogOnce(other,
                "it ends connections after the handshake, as nodes do that refuse the certificate of this one");
            throw;
        }

        // Nothing is thrown for a failed handshake, and nothing is known of its protocol.
        if (connection.Features.Get<ITlsApplicationProtocolFeature>() is null)
        {
            LogOnce(other, connection.Features.Get<Refusal>()?.Reason
                ?? "it doesn't speak TLS, refuses the certificate of this node, or doesn't answer");
        }
    }

    private void LogOnce(string? other, string reason)
    {
        if (MayLog())
            LogFailed(other, reason);
    }

    private bool MayLog()
    {
        lock (_lock)
        {
            if (_loggedAt is { } at && time.GetElapsedTime(at) < Quiet)
                return false;
            _loggedAt = time.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(151, LogLevel.Warning,
        "There is no TLS with the node at {Other}: {Reason}. Nodes with Cluster:Tls connect to each other alone. The "
            + "next such line comes in a minute at the earliest")]
    private partial void LogFailed(string? other, string reason);

    [LoggerMessage(152, LogLevel.Warning,
        "The files of the certificates of Cluster:Tls can't be used ({Reason}); using those that were read before")]
    private partial void LogUnreadable(string reason);

    private sealed record Refusal(string Reason);
}
