using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Reels.Hosting.Resilience;

namespace Reels.Api.Media.S3;

/// <summary>
/// Makes the bucket at the start, again and again until the endpoint has it. Several nodes may do it concurrently: each
/// step sets the same.
/// </summary>
/// <param name="recordsAge">Age after which the sweep deletes records of requests. The bucket does so a day later.
/// </param>
internal sealed class S3Preparation(
    IAmazonS3 client, S3Options options, TimeSpan recordsAge, S3Bucket bucket, ILogger<S3Preparation> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Longest time of all steps together. An endpoint that needs longer is not ready.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _expiresRequests;

    /// <summary>Ends when the bucket is prepared.</summary>
    public Task Ready => _ready.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(Interval);
        string? logged = null;
        while (await TryPrepareAsync(stoppingToken) is { } reason)
        {
            if (reason != logged)
                logger.NotPrepared(options.Bucket, logged = reason, Interval.TotalSeconds);
            await interval.WaitForNextTickAsync(stoppingToken);
        }

        bucket.OpenForCalls(_expiresRequests);
        logger.Prepared(options.Bucket);
        _ready.SetResult();
    }

    /// <returns>Why the bucket is not ready; null if it is.</returns>
    private async Task<string?> TryPrepareAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Limit);
        try
        {
            await MakeBucketAsync(limit.Token);
            if (!await TakesConditionsAsync(limit.Token))
                return "the endpoint ignores If-None-Match, by which of two writes one wins";
            _expiresRequests = await new S3Lifecycle(client, options.Bucket, logger)
                .TrySetAsync(recordsAge, limit.Token);
            await new S3Privacy(client, options.Bucket, logger).CheckAsync(limit.Token);
            return null;
        }
#pragma warning disable CA1031 // Whatever the cause, the next attempt follows.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Describe(exception);
        }
    }

    private async Task MakeBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.HeadBucketAsync(new() { BucketName = options.Bucket }, cancellationToken);
            return;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
        }

        var request = new PutBucketRequest { BucketName = options.Bucket, UseClientRegion = false };
        if (options.Region != "us-east-1")
            request.BucketRegionName = options.Region; // S3 refuses the name of its first region
        try
        {
            await client.PutBucketAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Another node was first.
        }
    }

    /// <summary>Whether a write with a condition is refused where its key is taken.</summary>
    private async Task<bool> TakesConditionsAsync(CancellationToken cancellationToken)
    {
        var key = $"{S3MediaStore.CheckFolder}/{Guid.NewGuid():N}";
        try
        {
            return await PutAsync() && !await PutAsync();
        }
        finally
        {
            await client.DeleteObjectAsync(options.Bucket, key, cancellationToken);
        }

        Task<bool> PutAsync() =>
            S3MediaStore.PutIfAbsentAsync(client, options.Bucket, key, new byte[1], cancellationToken);
    }

    /// <summary>Without the texts of exceptions, which may hold addresses and keys, but for that of TLS.</summary>
    private static string Describe(Exception exception) => exception switch
    {
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } =>
            $"the endpoint refuses {S3Options.Section}:{nameof(S3Options.AccessKey)} or "
            + $"{S3Options.Section}:{nameof(S3Options.SecretKey)}, or that user may not use the bucket",
        AmazonS3Exception { ErrorCode: { Length: > 0 } code } => code,
        _ when TlsFailure.Find(exception) is { } reason =>
            $"no TLS connection that this program trusts: {reason.TrimEnd('.')}; the variable SSL_CERT_FILE names "
            + "certificates to trust",
        _ => exception.GetType().Name,
    };
}
