using System.Text.Json;

namespace Reels.Api.Media.Uploads;

/// <summary>Remembers, in small objects beside the media, which upload an idempotency key stands for.</summary>
internal sealed class UploadReplays(IMediaStore store)
{
    public const string Folder = "requests";

    /// <param name="replay">Name of the request: hexadecimal, unguessable, the same for the same user and key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<UploadReplay?> FindAsync(string replay, CancellationToken cancellationToken) =>
        await store.ReadAsync(KeyOf(replay), cancellationToken) is { } json
            ? JsonSerializer.Deserialize<UploadReplay>(json)
            : null;

    /// <summary>True for the first of all who claim the same name.</summary>
    public Task<bool> ClaimAsync(string replay, UploadReplay upload, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(KeyOf(replay), JsonSerializer.SerializeToUtf8Bytes(upload), cancellationToken);

    private static string KeyOf(string replay) => $"{Folder}/{replay}";
}

/// <param name="Sha256">Of the file as it was sent, hexadecimal.</param>
/// <param name="Key">The media key it got, which says everything else.</param>
internal sealed record UploadReplay(string Sha256, string Key);
