using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Reels.Api.Secrets;

/// <summary>
/// The root secret of an installation, 32 bytes. Each purpose uses its own key, derived from the root secret, so that
/// the key of one purpose reveals nothing about that of another.
/// </summary>
internal sealed class RootSecret
{
    public const int Length = 32;

    private readonly byte[] _secret;

    public RootSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Length)
            throw new ArgumentException($"The root secret must have {Length} bytes.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>
    /// The purposes that have a key. Renaming a purpose changes its key, and makes everything signed with it invalid.
    /// </summary>
    public static class Purposes
    {
        public const string Jwt = "jwt";
        public const string Refresh = "refresh";
        public const string Media = "media";
        public const string Ids = "ids";
        public const string Cursors = "cursors";
        public const string Fingerprint = "fingerprint";
        public const string EntityTags = "entity-tags";
    }

    /// <summary>
    /// The 32-byte key of a purpose, by HKDF-SHA256; equal in every process with this secret.
    /// </summary>
    public byte[] KeyFor(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, info: Encoding.UTF8.GetBytes("reels/" + purpose));

    /// <summary>Reads a configured secret: base64 of exactly 32 bytes.</summary>
    public static bool TryParse(string base64, [NotNullWhen(true)] out RootSecret? secret)
    {
        var bytes = new byte[Length];
        var valid = Convert.TryFromBase64String(base64, bytes, out var written) && written == Length;
        secret = valid ? new RootSecret(bytes) : null;
        return valid;
    }
}
