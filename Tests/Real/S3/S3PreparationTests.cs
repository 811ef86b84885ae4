using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Tests.Api.Secrets;
using Reels.Tests.Real.Faults;
using Xunit;

namespace Reels.Tests.Real.S3;

/// <summary>How the bucket is made.</summary>
public sealed class S3PreparationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_nodes_that_start_concurrently_make_one_private_bucket()
    {
        await using var bucket = await TestBucket.CreateAsync();
        var nodes = Enumerable.Range(0, 10).Select(_ => bucket.NodeAt(TestBucket.Port, new SlowTime())).ToList();
        await Task.WhenAll(nodes.Select(node => node.PreparedAsync()));

        using var anyone = new HttpClient();
        await nodes[0].Store.PutIfAbsentAsync("reels/a.jpg", new byte[1], Cancel);
        using var answer = await anyone.GetAsync($"http://{Servers.Host}:{TestBucket.Port}/{bucket.Name}/reels/a.jpg",
            Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(["reels/a.jpg"], await bucket.KeysAsync());
        Assert.All(await RulesAsync(bucket), rule => Assert.Equal(LifecycleRuleStatus.Enabled, rule.Status));
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task Records_of_requests_expire_a_day_after_the_sweep()
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var log = new LogCapture();
        using var loggers = new LoggerFactory([log]);
        await using var node = await bucket.NodeAt(TestBucket.Port, new SlowTime(), loggers).PreparedAsync();
        Assert.DoesNotContain(log.Lines, line => line.Contains("lifecycle", StringComparison.Ordinal));
        Assert.True(node.Store.ExpiresRequests);
        var rule = Assert.Single(await RulesAsync(bucket), rule => rule.Id == "reels-requests");
        Assert.Equal(("requests/", 3),
            (((LifecyclePrefixPredicate)rule.Filter.LifecycleFilterPredicate).Prefix, rule.Expiration.Days));
    }

    [Fact]
    public async Task Rules_of_others_stay_and_outdated_ones_are_replaced()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await bucket.Client.PutBucketAsync(bucket.Name, Cancel);
        await bucket.Client.PutLifecycleConfigurationAsync(
            new()
            {
                BucketName = bucket.Name,
                Configuration = new()
                {
                    Rules = [Expiring("theirs", "backup/", 30), Expiring("reels-requests", "x/", 9)],
                },
            },
            Cancel);
        await using var node = await bucket.NodeAt(TestBucket.Port, new SlowTime()).PreparedAsync();

        var rules = await RulesAsync(bucket);
        Assert.Equal(30, Assert.Single(rules, rule => rule.Id == "theirs").Expiration.Days);
        Assert.Equal(3, Assert.Single(rules, rule => rule.Id == "reels-requests").Expiration.Days);
    }

    [Fact]
    public async Task A_bucket_that_anybody_may_read_or_with_versions_is_logged()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await bucket.Client.PutBucketAsync(bucket.Name, Cancel);
        await bucket.Client.PutBucketVersioningAsync(
            new() { BucketName = bucket.Name, VersioningConfig = new() { Status = VersionStatus.Enabled } }, Cancel);
        await bucket.Client.PutBucketPolicyAsync(bucket.Name, PublicPolicy(bucket.Name), Cancel);
        using var log = new LogCapture();
        using var loggers = new LoggerFactory([log]);
        await using (await bucket.NodeAt(TestBucket.Port, new SlowTime(), loggers).PreparedAsync())
        {
            Assert.Contains(log.Lines, line => line.Contains("Anybody may read", StringComparison.Ordinal));
            Assert.Contains(log.Lines, line => line.Contains("keeps versions", StringComparison.Ordinal));
        }

    }

    [Fact]
    public async Task A_bucket_whose_endpoint_comes_later_is_prepared_then()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var link = new FaultyProxy(TestBucket.Port);
        await link.SetAsync(NetworkFault.Refused);
        using var log = new LogCapture();
        using var loggers = new LoggerFactory([log]);
        await using var node = bucket.NodeAt(link.Port, new SlowTime(), loggers);
        var store = node.Store;
        await node.Preparation.StartAsync(Cancel);
        await Until.TrueAsync(
            () => log.Lines.Any(line => line.Contains("could not be prepared", StringComparison.Ordinal)));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.FindAsync("reels/a.jpg", Cancel));
        Assert.Equal((Engines.S3, false), (refused.Store, refused.OutcomeUnknown));

        await link.SetAsync(NetworkFault.None);
        await Until.TrueAsync(() => node.Preparation.Ready.IsCompleted);
        Assert.Null(await store.FindAsync("reels/a.jpg", Cancel));
    }

    private static LifecycleRule Expiring(string id, string prefix, int days) => new()
    {
        Id = id,
        Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        Expiration = new() { Days = days },
        Status = LifecycleRuleStatus.Enabled,
    };

    private static string PublicPolicy(string bucket) => JsonSerializer.Serialize(new
    {
        Version = "2012-10-17",
        Statement = new[]
        {
            new
            {
                Effect = "Allow",
                Principal = new { AWS = new[] { "*" } },
                Action = new[] { "s3:GetObject" },
                Resource = new[] { $"arn:aws:s3:::{bucket}/*" },
            },
        },
    });

    private static async Task<List<LifecycleRule>> RulesAsync(TestBucket bucket) =>
        (await bucket.Client.GetLifecycleConfigurationAsync(bucket.Name, Cancel)).Configuration.Rules;
}
