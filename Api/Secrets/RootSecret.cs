using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Reels.Api.Secrets;

/// <summary>
/// The one secret of an installation, 32 bytes. Everything that signs or makes unguessable uses a key derived from it
/// for its own purpose, so that one purpose's key tells nothing about another's.
/// </summary>
internal sealed class RootSecret
{
    public const int Length = 32;

    private readonly byte[] _secret;

    public RootSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Length)
            throw new ArgumentException($"The root secret has {Length} bytes.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>
    /// The purposes that have a key. A purpose's name is part of its key: renaming one forgets all that it signed.
    /// </summary>
    public static class Purposes
    {
        public const string Jwt = "jwt";
        public const string Refresh = "refresh";
        public const string Media = "media";
        public const string Ids = "ids";
        public const string Cursors = "cursors";
    }

    /// <summary>
    /// A 32-byte key for one purpose, by HKDF-SHA256; the same at every call and in every process with this secret.
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
