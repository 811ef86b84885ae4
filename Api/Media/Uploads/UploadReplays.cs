using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reels.Api.Media.Uploads;

/// <summary>
/// Records the upload of each idempotency key in small objects in the media store, in a folder per owner. Records of
/// earlier versions have no such folder. They answer no retry, and are deleted by their age as all others are.
/// </summary>
internal sealed class UploadReplays(IMediaStore store)
{
    /// <summary>Holds the records of all owners.</summary>
    public const string Folder = "requests";

    private const int OwnerBytes = 16;

    /// <summary>Folder with the records of one owner; a hash keeps user ids out of the names of objects.</summary>
    public static string FolderOf(string owner) =>
        $"{Folder}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, OwnerBytes))}";

    /// <param name="owner">User id.</param>
    /// <param name="request">Name of the request: hexadecimal, unguessable, the same for the same user and
    /// idempotency key.</param>
    public static string KeyOf(string owner, string request) => $"{FolderOf(owner)}/{request}";

    public async Task<UploadReplay?> FindAsync(string replay, CancellationToken cancellationToken) =>
        await store.ReadAsync(replay, cancellationToken) is { } json
            ? JsonSerializer.Deserialize<UploadReplay>(json)
            : null;

    /// <summary>Claims a key for an upload; true for the first claim of this key.</summary>
    public Task<bool> ClaimAsync(string replay, UploadReplay upload, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(replay, JsonSerializer.SerializeToUtf8Bytes(upload), cancellationToken);
}

/// <param name="Sha256">SHA-256 of the file as it was sent, hexadecimal.</param>
/// <param name="Key">Its media key, which contains everything else.</param>
internal sealed record UploadReplay(string Sha256, string Key);
