using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Api.Media.S3;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Xunit;

namespace Reels.Tests.Unit.Media;

/// <summary>What failures of the SDK and its connections mean.</summary>
public sealed class S3BucketTests : IDisposable
{
    private readonly AmazonS3Client _client = new(new AnonymousAWSCredentials(), new AmazonS3Config
    {
        ServiceURL = "http://127.0.0.1:1",
    });

    public static TheoryData<Exception> Failures =>
    [
        new AmazonS3Exception("Slow down."),
        new AmazonClientException("The answer can't be read."),
        new HttpRequestException("The endpoint refused the connection."),
        // A connection that is reset while it is made.
        new SocketException((int)SocketError.NotConnected),
        new IOException("The connection ended."),
        new ObjectDisposedException("connection"),
        new TimeoutException(),
    ];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Every_failure_of_a_connection_is_an_unavailable_store(Exception failure)
    {
        var bucket = new S3Bucket(_client, new S3Options(), new(Engines.S3, EngineCalls.DefaultLimit,
            TimeProvider.System, NullLogger.Instance));
        bucket.OpenForCalls();

        var read = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => bucket.ReadAsync<bool>((_, _) => throw failure, TestContext.Current.CancellationToken));
        var write = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => bucket.WriteAsync<bool>((_, _) => throw failure, TestContext.Current.CancellationToken));

        Assert.Equal((Engines.S3, false), (read.Store, read.OutcomeUnknown));
        Assert.Equal((Engines.S3, true), (write.Store, write.OutcomeUnknown));
    }

    public void Dispose() => _client.Dispose();
}
