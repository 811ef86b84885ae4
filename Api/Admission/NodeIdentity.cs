using System.Security.Cryptography;
using System.Text;
using Reels.Api.Media;
using Reels.Api.Secrets;

namespace Reels.Api.Admission;

/// <summary>What this node shares with all other nodes of its cluster: the root secret and the media store.</summary>
internal sealed class NodeIdentity(RootSecret secret, IMediaStore media)
{
    /// <summary>Key of the small object with the media store's id.</summary>
    public const string MediaKey = "identity/media";

    private const int FingerprintBytes = 8;
    private const int MediaIdBytes = 16;

    private string? _mediaId;

    /// <summary>16 hexadecimal digits that reveal nothing about the secret.</summary>
    public string SecretFingerprint { get; } = Convert.ToHexStringLower(
        secret.KeyFor(RootSecret.Purposes.Fingerprint).AsSpan(0, FingerprintBytes));

    /// <summary>Reads the media store's id, or makes it in a new store.</summary>
    /// <exception cref="Exception">The store is unavailable.</exception>
    public async Task<string> GetMediaIdAsync(CancellationToken cancellationToken) =>
        _mediaId ??= Encoding.ASCII.GetString(
            await media.ReadOrPutAsync(MediaKey, MakeMediaId, cancellationToken) ?? []);

    private static byte[] MakeMediaId() =>
        Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * MediaIdBytes, lowercase: true));
}
