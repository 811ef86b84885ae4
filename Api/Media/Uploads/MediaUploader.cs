using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Formats;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>
/// Streams a file into the media store, detects its format and removes its metadata on the way. Uses two buffers,
/// whatever the file's size.
/// </summary>
internal sealed class MediaUploader(
    IMediaStore store, UploadReplays replays, MediaKeys keys, IOptions<MediaLimits> limits,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;

    /// <param name="owner">User id of the uploader.</param>
    /// <param name="kind">Kind of the upload.</param>
    /// <param name="file">The file, read to its end, or until it is refused.</param>
    /// <param name="request">Name of the request, under which its owner's file is stored once; null for a request
    /// without an idempotency key.</param>
    /// <param name="complete">Called after the file's last byte and before anything is stored; if it throws,
    /// nothing is stored.</param>
    /// <param name="cancellationToken">Observed until the file is complete; from then on the upload runs to its
    /// end.</param>
    public async Task<UploadOutcome> UploadAsync(
        string owner, MediaKind kind, Stream file, string? request, Func<CancellationToken, Task> complete,
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
                var read = await ReadAsync(file, buffer, cancellationToken);
                size += read;
                if (size > limit)
                    return new UploadOutcome.TooLarge(limit);
                var piece = buffer.AsMemory(0, read);
                probe.Feed(piece.Span);
                if (read == 0)
                    break;

                // Every format is recognised within the first buffer.
                if (probe.Format is not { } format)
                    return new UploadOutcome.Unsupported(probe.Refusal);
                if (kind == MediaKind.Avatar && !format.IsImage)
                    return new UploadOutcome.Unsupported(Refusal.OfFilmAsAvatar(format));
                hash.AppendData(piece.Span);
                await strip.WriteAsync(format, piece, cancellationToken);
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
            return new UploadOutcome.Unsupported(probe.Refusal);
        await strip.FinishAsync(cancellationToken);
        await complete(cancellationToken);
        var item = keys.Mint(owner, kind, content, strip.Stored, time.Now());
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return request is null ? await CompleteAsync(upload, item, cancellationToken)
            : await CompleteOnceAsync(upload, item, UploadReplays.KeyOf(owner, request), sha256, cancellationToken);
    }

    private static async Task<int> ReadAsync(Stream file, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAtLeastAsync(buffer[..BufferBytes], BufferBytes, throwOnEndOfStream: false,
                cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw UploadForm.CutOff(exception);
        }
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

        // Bytes before the claim, so that a claim never names a missing object; a caller that loses deletes its bytes.
        await upload.CompleteAsync(item.Key, cancellationToken);
        if (await replays.ClaimAsync(replay, new(sha256, item.Key), CancellationToken.None))
            return new UploadOutcome.Stored(item, Replayed: false);
        await store.DeleteAsync(item.Key, CancellationToken.None);
        var winner = await replays.FindAsync(replay, CancellationToken.None)
            ?? throw new InvalidOperationException("The claim was lost, but the winner's claim does not exist.");
        return Replay(winner, item.Kind, sha256);
    }

    private UploadOutcome Replay(UploadReplay earlier, MediaKind kind, string sha256) =>
        earlier.Sha256 == sha256 && keys.TryRead(earlier.Key, out var item, out _) && item.Kind == kind
            ? new UploadOutcome.Stored(item, Replayed: true)
            : new UploadOutcome.KeyReused();
}

/// <summary>Outcome of an upload. Only <see cref="Stored"/> leaves bytes in the store.</summary>
internal abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    /// <param name="Item">The stored upload.</param>
    /// <param name="Replayed">True if an earlier request with this key stored it.</param>
    public sealed record Stored(MediaItem Item, bool Replayed) : UploadOutcome;

    /// <param name="Limit">Largest size of this kind, in bytes.</param>
    public sealed record TooLarge(long Limit) : UploadOutcome;

    /// <summary>The format is not accepted, or not for this kind, or nothing is in it.</summary>
    public sealed record Unsupported(Refusal Refusal) : UploadOutcome;

    public sealed record Empty : UploadOutcome;

    /// <summary>The idempotency key belongs to another upload.</summary>
    public sealed record KeyReused : UploadOutcome;
}
