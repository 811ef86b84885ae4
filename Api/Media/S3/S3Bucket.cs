using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;

namespace Reels.Api.Media.S3;

/// <summary>The bucket, and the small calls to it. It is unavailable until it is prepared.</summary>
internal sealed class S3Bucket(IAmazonS3 client, S3Options options, EngineCalls calls)
{
    private volatile bool _isPrepared;

    public string Name => options.Bucket;

    /// <summary>Whether a rule of the bucket deletes old records of requests.</summary>
    public bool ExpiresRequests { get; private set; }

    /// <summary>Lets calls through from now on.</summary>
    public void OpenForCalls(bool expiresRequests = false)
    {
        ExpiresRequests = expiresRequests;
        _isPrepared = true;
    }

    /// <inheritdoc cref="EngineCalls.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "")
    {
        ThrowUnlessPrepared();
        return calls.ReadAsync(token => TranslateAsync(() => call(client, token), isWrite: false), cancellationToken,
            caller);
    }

    /// <inheritdoc cref="EngineCalls.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "")
    {
        ThrowUnlessPrepared();
        return calls.WriteAsync(token => TranslateAsync(() => call(client, token), isWrite: true), cancellationToken,
            caller);
    }

    /// <summary>Writes for as long as bytes move: <paramref name="call"/> has a limit of its own.</summary>
    /// <exception cref="StoreUnavailableException">The endpoint failed, or the token was cancelled.</exception>
    public async Task TransferAsync(Func<IAmazonS3, Task> call, CancellationToken stalled)
    {
        try
        {
            await TranslateAsync(
                async () =>
                {
                    await call(client);
                    return true;
                },
                isWrite: true);
        }
        catch (OperationCanceledException exception) when (stalled.IsCancellationRequested)
        {
            throw StoreUnavailableException.TimedOut(outcomeUnknown: true, exception);
        }
    }

    /// <summary>Whether the endpoint answered that there is no such object.</summary>
    public static bool IsMissing(AmazonS3Exception exception) =>
        exception is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" };

    private void ThrowUnlessPrepared()
    {
        if (!_isPrepared)
            throw new StoreUnavailableException(Engines.S3, outcomeUnknown: false);
    }

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> call, bool isWrite)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException
            or HttpRequestException or SocketException or IOException or ObjectDisposedException or TimeoutException)
        {
            throw new StoreUnavailableException(Engines.S3, isWrite && !IsRefused(exception), exception);
        }
    }

    /// <summary>The endpoint answered that it won't carry out the request.</summary>
    private static bool IsRefused(Exception exception) => exception is AmazonServiceException
    {
        StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError,
    };
}
