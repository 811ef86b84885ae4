using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Formats;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>
/// Streams a file into the media store, finding out on the way what it is and leaving its metadata out; holds two
/// buffers, whatever the file's size.
/// </summary>
internal sealed class MediaUploader(
    IMediaStore store, UploadReplays replays, MediaKeys keys, IOptions<MediaLimits> limits,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;

    /// <param name="owner">User id of the uploader.</param>
    /// <param name="kind">What the file is for.</param>
    /// <param name="file">Read to its end, or as far as needed to refuse it.</param>
    /// <param name="replay">Name of the request, under which it is never stored twice; null where it has none.</param>
    /// <param name="complete">Called after the file's last byte and before anything is kept; what it throws keeps
    /// nothing.</param>
    /// <param name="cancellationToken">Observed until the file is complete; from then on the upload runs to its
    /// end.</param>
    public async Task<UploadOutcome> UploadAsync(
        string owner, MediaKind kind, Stream file, string? replay, Func<CancellationToken, Task> complete,
        CancellationToken cancellationToken)
    {
        await using var upload = await store.BeginAsync(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var probe = new ContentProbe();
        var strip = new MetadataRemoval(upload);
        var limit = limits.Value.For(kind);
        long size = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var read = await file.ReadAtLeastAsync(buffer, BufferBytes, throwOnEndOfStream: false,
                    cancellationToken);
                size += read;
                if (size > limit)
                    return new UploadOutcome.TooLarge(limit);
                var piece = buffer.AsMemory(0, read);
                probe.Feed(piece.Span);
                if (read == 0)
                    break;

                // Every format shows within the first buffer.
                if (probe.Found is not { } seen || (kind == MediaKind.Avatar && !seen.Format.IsImage))
                    return new UploadOutcome.Unsupported();
                hash.AppendData(piece.Span);
                await strip.WriteAsync(seen.Format, piece, cancellationToken);
                if (read < BufferBytes)
                    break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (size == 0)
            return new UploadOutcome.Empty();
        if (probe.Found is not { } content)
            return new UploadOutcome.Unsupported();
        await complete(cancellationToken);
        var item = keys.Mint(owner, kind, content, strip.Stored, time.Now());
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return replay is null ? await CompleteAsync(upload, item, cancellationToken)
            : await CompleteOnceAsync(upload, item, replay, sha256, cancellationToken);
    }

    private static async Task<UploadOutcome> CompleteAsync(IMediaUpload upload, MediaItem item,
        CancellationToken cancellationToken)
    {
        await upload.CompleteAsync(item.Key, cancellationToken);
        return new UploadOutcome.Stored(item, Replayed: false);
    }

    private async Task<UploadOutcome> CompleteOnceAsync(IMediaUpload upload, MediaItem item, string replay,
        string sha256, CancellationToken cancellationToken)
    {
        if (await replays.FindAsync(replay, cancellationToken) is { } earlier)
            return Replay(earlier, item.Kind, sha256);

        // The bytes come before the claim, so that a claim never names what isn't there; whoever loses takes its own
        // back.
        await upload.CompleteAsync(item.Key, cancellationToken);
        if (await replays.ClaimAsync(replay, new(sha256, item.Key), CancellationToken.None))
            return new UploadOutcome.Stored(item, Replayed: false);
        await store.DeleteAsync(item.Key, CancellationToken.None);
        var winner = await replays.FindAsync(replay, CancellationToken.None)
            ?? throw new InvalidOperationException("A claim was lost to nobody.");
        return Replay(winner, item.Kind, sha256);
    }

    private UploadOutcome Replay(UploadReplay earlier, MediaKind kind, string sha256) =>
        earlier.Sha256 == sha256 && keys.TryRead(earlier.Key, out var item, out _) && item.Kind == kind
            ? new UploadOutcome.Stored(item, Replayed: true)
            : new UploadOutcome.KeyReused();
}
