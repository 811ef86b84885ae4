using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reels.Tests.Real.Tls;

/// <summary>
/// A certificate authority that no system knows, and a certificate of it for <c>localhost</c> and <c>127.0.0.1</c>.
/// </summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-authority-");

    public TestAuthority()
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Root(rootKey).CreateSelfSigned(from, to);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = Leaf(leafKey).Create(root, from, to, Guid.NewGuid().ToByteArray());
        Certificate = leaf.CopyWithPrivateKey(leafKey);
        File = Path.Combine(_folder.FullName, "authority.pem");
        System.IO.File.WriteAllText(File, root.ExportCertificatePem());
    }

    /// <summary>The server's, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authority's certificate, as PEM.</summary>
    public string File { get; }

    /// <summary>Starts a program that trusts this authority alone.</summary>
    public string[] Trusting => ["env", $"SSL_CERT_FILE={File}"];

    /// <summary>Starts a program that trusts the system's authorities.</summary>
    public static string[] NotTrusting => ["env", "-u", "SSL_CERT_FILE"];

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Delete(recursive: true);
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

    private static CertificateRequest Leaf(ECDsa key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=Server of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication)], critical: false));
        return request;
    }
}
