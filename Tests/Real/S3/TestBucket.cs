using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Api.Media.S3;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Real.S3;

/// <summary>
/// A bucket of MinIO that only one test uses. The product makes it; in the end it is deleted with all its objects.
/// </summary>
internal sealed class TestBucket : IAsyncDisposable
{
    public const int Port = 9000;

    private const string AccessKey = "minioadmin";

    private readonly AmazonS3Client _client;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("reels-s3");

    public TestBucket() => _client = S3Connection.Open(OptionsAt(Port));

    public string Name { get; } = "reels-test-" + Guid.NewGuid().ToString("N");

    public IAmazonS3 Client => _client;

    /// <summary>Files that uploads have left on this node.</summary>
    public int TemporaryFiles => _temporary.GetFiles().Length;

    public static async Task<TestBucket> CreateAsync()
    {
        await Servers.NeedAsync(Port);
        return new();
    }

    public S3Options OptionsAt(int port) => new()
    {
        Endpoint = $"http://{Servers.Host}:{port}",
        Bucket = Name,
        AccessKey = AccessKey,
        SecretKey = AccessKey,
        StallLimit = TimeSpan.FromSeconds(2),
        TemporaryFolder = _temporary.FullName,
    };

    /// <summary>The settings of a process that keeps its media in this bucket.</summary>
    public Dictionary<string, string?> SettingsAt(int port) => new()
    {
        ["Media:Store"] = "S3",
        ["S3:Endpoint"] = $"http://{Servers.Host}:{port}",
        ["S3:Bucket"] = Name,
        ["S3:AccessKey"] = AccessKey,
        ["S3:SecretKey"] = AccessKey,
        ["S3:StallLimit"] = "00:00:02",
        ["S3:TemporaryFolder"] = _temporary.FullName,
    };

    /// <summary>A node that prepares the bucket at this port.</summary>
    public TestNode NodeAt(int port, TimeProvider time, ILoggerFactory? log = null) =>
        new(OptionsAt(port), time, log ?? NullLoggerFactory.Instance);

    public async Task<string[]> KeysAsync(string prefix = "") =>
        [.. (await _client.ListObjectsV2Async(new() { BucketName = Name, Prefix = prefix })).S3Objects?
            .Select(found => found.Key) ?? []];

    public async ValueTask DisposeAsync()
    {
        try
        {
            while ((await _client.ListVersionsAsync(Name)).Versions is { Count: > 0 } versions)
            {
                await _client.DeleteObjectsAsync(
                    new()
                    {
                        BucketName = Name,
                        Objects =
                        [
                            .. versions.Select(one => new Amazon.S3.Model.KeyVersion
                            {
                                Key = one.Key,
                                VersionId = one.VersionId,
                            }),
                        ],
                    });
            }

            await _client.DeleteBucketAsync(Name);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // The test made none.
        }

        _client.Dispose();
        _temporary.Delete(recursive: true);
    }
}

/// <summary>The media store as one process has it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly AmazonS3Client _client;
    private readonly S3Bucket _bucket;

    public TestNode(S3Options options, TimeProvider time, ILoggerFactory log)
    {
        _client = S3Connection.Open(options);
        _bucket = new(_client, options, new(Engines.S3, options.CallLimit, time, log.CreateLogger("calls")));
        Preparation = new(_client, options, TimeSpan.FromHours(48), _bucket,
            log.CreateLogger<S3Preparation>());
        Store = new(_bucket, options);
    }

    public S3MediaStore Store { get; }

    public S3Preparation Preparation { get; }

    /// <summary>Let calls through, whether the bucket is there or not.</summary>
    public TestNode Open()
    {
        _bucket.OpenForCalls();
        return this;
    }

    public async Task<TestNode> PreparedAsync()
    {
        await Preparation.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => Preparation.Ready.IsCompleted);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Preparation.StopAsync(CancellationToken.None);
        Preparation.Dispose();
        Store.Dispose();
        _client.Dispose();
    }
}
