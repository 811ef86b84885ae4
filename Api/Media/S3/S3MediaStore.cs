using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Amazon.S3;
using Amazon.S3.Model;
using Reels.Grains.Interfaces;

namespace Reels.Api.Media.S3;

/// <summary>
/// Stores media as objects of a bucket, under their keys. Small calls have the limit of all engines; transfers end when
/// no byte has moved for a while.
/// </summary>
internal sealed class S3MediaStore(S3Bucket bucket, S3Options options) : IMediaStore, IDisposable
{
    /// <summary>Holds what checks of this store write and delete.</summary>
    public const string CheckFolder = "checks";

    /// <summary>Of concurrent conditional writes S3 may refuse all but one, or all: those are made again.</summary>
    private const int MaxAttempts = 5;

    private const int PageSize = 1_000;

    private static readonly byte[] OneByte = [0];

    private readonly string _checkKey = $"{CheckFolder}/{Guid.NewGuid():N}";

    private readonly ConcurrencyLimiter _transfers =
        new(new() { PermitLimit = options.MaxTransfers, QueueLimit = 0 });

    public string Engine => Engines.S3;

    public bool ExpiresRequests => bucket.ExpiresRequests;

    /// <summary>The key is this process's own: an interrupted check leaves one object at most, for a day.</summary>
    public Task CheckHealthAsync(CancellationToken cancellationToken) => bucket.WriteAsync(
        async (s3, token) =>
        {
            await s3.PutObjectAsync(Put(bucket.Name, _checkKey, OneByte), token);
            await s3.DeleteObjectAsync(bucket.Name, _checkKey, token);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Asks the endpoint first: while it is unavailable, an upload is refused before its bytes are received.
    /// </summary>
    public async Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken)
    {
        await bucket.ReadAsync(
            (s3, token) => s3.HeadBucketAsync(new() { BucketName = bucket.Name }, token), cancellationToken);
        return new S3Upload(bucket, options, AcquireTransfer);
    }

    public Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken) => bucket.ReadAsync(
        async (s3, token) =>
        {
            try
            {
                var found = await s3.GetObjectMetadataAsync(bucket.Name, key, token);
                return new MediaObject(key, found.ContentLength, AsUtc(found.LastModified));
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                // The answer has no body that would tell a missing object from a missing bucket.
                await s3.HeadBucketAsync(new() { BucketName = bucket.Name }, token);
                return null;
            }
        },
        cancellationToken);

    public async Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        var place = AcquireTransfer();
        try
        {
            var answer = await bucket.ReadAsync(
                (s3, token) => GetAsync(s3, key, new ByteRange(offset, offset + length - 1), token), cancellationToken);
            if (answer is not null)
                return new S3Download(answer, place, options.StallLimit);
        }
        catch
        {
            place.Dispose();
            throw;
        }

        place.Dispose();
        return null;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        bucket.WriteAsync((s3, token) => s3.DeleteObjectAsync(bucket.Name, key, token), cancellationToken);

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken) =>
        bucket.WriteAsync((s3, token) => PutIfAbsentAsync(s3, bucket.Name, key, content, token), cancellationToken);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) => bucket.ReadAsync(
        async (s3, token) =>
        {
            using var answer = await GetAsync(s3, key, range: null, token);
            if (answer is null)
                return null;
            var content = new byte[answer.ContentLength];
            await answer.ResponseStream.ReadExactlyAsync(content, token);
            return content;
        },
        cancellationToken);

    public async IAsyncEnumerable<MediaObject> List(string folder, string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = startAfter; ;)
        {
            var request = new ListObjectsV2Request
            {
                BucketName = bucket.Name,
                Prefix = folder + "/",
                StartAfter = after,
                MaxKeys = PageSize,
            };
            var page = await bucket.ReadAsync((s3, token) => s3.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
                yield return new(after = found.Key, found.Size ?? 0, AsUtc(found.LastModified));
            if (page.IsTruncated != true)
                yield break;
        }
    }

    public void Dispose() => _transfers.Dispose();

    /// <summary>Stores a small object unless its key is taken; false if it is.</summary>
    public static async Task<bool> PutIfAbsentAsync(IAmazonS3 s3, string bucket, string key,
        ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var request = Put(bucket, key, content.ToArray());
                request.IfNoneMatch = "*";
                await s3.PutObjectAsync(request, cancellationToken);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                if (attempt == MaxAttempts)
                    throw StoreUnavailableException.Contended();
            }
        }
    }

    private static PutObjectRequest Put(string bucket, string key, byte[] content) => new()
    {
        BucketName = bucket,
        Key = key,
        InputStream = new MemoryStream(content),
        UseChunkEncoding = false,
    };

    /// <returns>Null where the object is missing.</returns>
    private async Task<GetObjectResponse?> GetAsync(IAmazonS3 s3, string key, ByteRange? range,
        CancellationToken cancellationToken)
    {
        GetObjectResponse answer;
        try
        {
            answer = await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = bucket.Name, Key = key, ByteRange = range }, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (S3Bucket.IsMissing(exception))
        {
            return null;
        }

        if (!cancellationToken.IsCancellationRequested
            && (range is not { Start: > 0 } || answer.HttpStatusCode == HttpStatusCode.PartialContent))
        {
            return answer;
        }

        answer.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        throw new IOException("The endpoint ignored the range of a read.");
    }

    private RateLimitLease AcquireTransfer()
    {
        var place = _transfers.AttemptAcquire();
        if (place.IsAcquired)
            return place;
        place.Dispose();
        throw StoreUnavailableException.Overloaded();
    }

    private static DateTimeOffset AsUtc(DateTime? time) => time is { } known
        ? new DateTimeOffset(known.ToUniversalTime(), TimeSpan.Zero)
        : DateTimeOffset.UnixEpoch;
}
