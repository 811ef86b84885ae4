using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reels.Tests.Processes;

/// <summary>
/// A certificate authority that no system knows, and a certificate of it for <c>localhost</c> and <c>127.0.0.1</c>.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-authority-");

    /// <param name="usages">What its certificate may be used for; default: both sides of a connection.</param>
    public CertificateAuthority(params string[] usages)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Root(rootKey).CreateSelfSigned(from, to);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = Leaf(leafKey, usages is [] ? [ServerAuthentication, ClientAuthentication] : usages)
            .Create(root, from, to, Guid.NewGuid().ToByteArray());
        Certificate = leaf.CopyWithPrivateKey(leafKey);
        File = Write("authority.pem", root.ExportCertificatePem());
        CertificateFile = Write("certificate.pem", leaf.ExportCertificatePem());
        KeyFile = Write("key.pem", leafKey.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The server's, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authority's certificate, as PEM.</summary>
    public string File { get; }

    /// <summary>The server's certificate, as PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>The key of the server's certificate, as PEM.</summary>
    public string KeyFile { get; }

    /// <summary>Settings of a node that shows this certificate.</summary>
    /// <param name="trusted">The authority whose certificates it accepts; default: this one.</param>
    public string[] ClusterTls(CertificateAuthority? trusted = null) =>
    [
        "Cluster:Tls=true", $"Cluster:TlsCertificateFile={CertificateFile}", $"Cluster:TlsKeyFile={KeyFile}",
        $"Cluster:TlsAuthorityFile={(trusted ?? this).File}",
    ];

    /// <summary>Starts a program that trusts this authority alone.</summary>
    public string[] Trusting => ["env", $"SSL_CERT_FILE={File}"];

    /// <summary>Starts a program that trusts the system's authorities.</summary>
    public static string[] NotTrusting => ["env", "-u", "SSL_CERT_FILE"];

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    private static CertificateRequest Root(ECDsa key)
    {
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static CertificateRequest Leaf(ECDsa key, string[] usages)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=Server of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [.. usages.Select(usage => new Oid(usage))], critical: false));
        return request;
    }
}
