using System.ComponentModel.DataAnnotations;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reels.Hosting;

/// <summary>The certificate that a node shows to other nodes of its cluster, and which of theirs it accepts.</summary>
internal sealed record ClusterCertificates(SslStreamCertificateContext Own, X509ChainPolicy Accepted)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads the three files. <see cref="IsUnusable"/> recognizes the failures.</summary>
    public static ClusterCertificates Read(MembershipOptions set)
    {
        var accepted = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
        };
        accepted.CustomTrustStore.AddRange(ReadAll(set.TlsAuthorityFile!));
        var own = X509Certificate2.CreateFromPemFile(set.TlsCertificateFile!, set.TlsKeyFile);
        // The file may hold certificates between this one and the authority too, which the other side needs.
        return new(SslStreamCertificateContext.Create(own, ReadAll(set.TlsCertificateFile!), offline: true), accepted);
    }

    /// <summary>Why the files can't be used; nothing if they can.</summary>
    public static IEnumerable<ValidationResult> Validate(MembershipOptions set)
    {
        var refusal = Refusal(nameof(set.TlsAuthorityFile), set.TlsAuthorityFile, file => _ = ReadAll(file))
            ?? Refusal(nameof(set.TlsCertificateFile), set.TlsCertificateFile, file => CheckUsages(ReadAll(file)[0]))
            ?? Refusal(nameof(set.TlsKeyFile), set.TlsKeyFile, _ => Read(set));
        return refusal is null ? [] : [refusal];
    }

    private static ValidationResult? Refusal(string setting, string? file, Action<string> read)
    {
        var name = $"{MembershipOptions.Section}:{setting}";
        if (string.IsNullOrEmpty(file))
        {
            return new($"{name} is needed with {MembershipOptions.Section}:{nameof(MembershipOptions.Tls)}.",
                [setting]);
        }

        // No message may contain a key.
        if (file.Contains("-----", StringComparison.Ordinal))
            return new($"{name} must be the name of a file, not its text.", [setting]);
        try
        {
            read(file);
            return null;
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            return new($"{name}: {file} can't be used: {exception.Message}", [setting]);
        }
    }

    /// <summary>Whether a failed <see cref="Read"/> is the fault of a file. An argument is a key of another
    /// certificate.</summary>
    public static bool IsUnusable(Exception failure) =>
        failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException;

    private static X509Certificate2Collection ReadAll(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates
            : throw new CryptographicException("There is no certificate in it.");
    }

    /// <summary>A node makes connections, and accepts some.</summary>
    private static void CheckUsages(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usages
            && usages.EnhancedKeyUsages.OfType<Oid>().Select(usage => usage.Value)
                .Intersect([ServerAuthentication, ClientAuthentication]).Count() < 2)
        {
            throw new CryptographicException("The certificate must allow server and client authentication.");
        }
    }
}
