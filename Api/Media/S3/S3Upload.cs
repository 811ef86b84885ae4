using System.Threading.RateLimiting;
using Amazon.S3.Model;
using Reels.Api.Media.Files;

namespace Reels.Api.Media.S3;

/// <summary>
/// An upload in a temporary file of this node, since its length and key are known last. The file loses its name as soon
/// as it is open: it ends with the process, however that ends.
/// </summary>
internal sealed class S3Upload : IMediaUpload
{
    /// <summary>5 GiB: what S3 takes in one request.</summary>
    public const long MaxBytes = 5L << 30;

    private readonly S3Bucket _bucket;
    private readonly TimeSpan _stallLimit;
    private readonly Func<RateLimitLease> _acquireTransfer;
    private readonly TemporaryFile _file;

    public S3Upload(S3Bucket bucket, S3Options options, Func<RateLimitLease> acquireTransfer)
    {
        (_bucket, _stallLimit, _acquireTransfer) = (bucket, options.StallLimit, acquireTransfer);
        var folder = options.TemporaryFolder is { Length: > 0 } set ? set : Path.GetTempPath();
        _file = TemporaryFile.Create(Path.Combine(folder, "reels-upload-" + Guid.NewGuid().ToString("N")));
        _file.RemoveName();
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _file.WriteAsync(bytes, cancellationToken);

    public ValueTask BlankAsync(long offset, long length, CancellationToken cancellationToken) =>
        _file.BlankAsync(offset, length, cancellationToken);

    public async Task CompleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var place = _acquireTransfer();
        using var stalled = new CancellationTokenSource(_stallLimit);
        await using var content = _file.OpenRead(() => stalled.CancelAfter(_stallLimit));
        var request = new PutObjectRequest
        {
            BucketName = _bucket.Name,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            // Not every endpoint takes chunks that are signed one by one.
            UseChunkEncoding = false,
            ContentType = MediaFormat.ContentTypeOf(key),
        };
        if (PublicMedia.Contains(key))
            request.Headers.CacheControl = PublicMedia.Caching;
        await _bucket.TransferAsync(s3 => s3.PutObjectAsync(request, stalled.Token), stalled.Token);
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
