using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Reels.Api.Media.Uploads;

namespace Reels.Api.Media.S3;

/// <summary>The rules by which the bucket deletes what nobody needs any more. Rules of others are kept.</summary>
internal sealed class S3Lifecycle(IAmazonS3 client, string bucket, ILogger logger)
{
    private const string OwnRules = "reels-";

    /// <summary>
    /// Sets the rules, unless they are there. An endpoint that takes none is logged: the sweep deletes what they would.
    /// </summary>
    /// <returns>Whether the bucket has the rules.</returns>
    public async Task<bool> TrySetAsync(TimeSpan recordsAge, CancellationToken cancellationToken)
    {
        try
        {
            var found = await ReadAsync(cancellationToken);
            var own = Rules(recordsAge);
            if (own.All(rule => found.Any(other => IsSame(rule, other))))
                return true;
            await client.PutLifecycleConfigurationAsync(
                new()
                {
                    BucketName = bucket,
                    Configuration = new() { Rules = [.. found.Where(rule => !IsOwn(rule)), .. own] },
                },
                cancellationToken);
            return true;
        }
        catch (AmazonServiceException exception) when (exception.StatusCode is HttpStatusCode.NotImplemented
            or >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            logger.NoLifecycle(bucket, exception.ErrorCode);
            return false;
        }
    }

    private static List<LifecycleRule> Rules(TimeSpan recordsAge) =>
    [
        Rule("requests", UploadReplays.Folder + "/", new() { Days = (int)Math.Ceiling(recordsAge.TotalDays) + 1 }),
        Rule("checks", S3MediaStore.CheckFolder + "/", new() { Days = 1 }),
        // MinIO refuses a rule that expires nothing, and ends multipart uploads after a day by itself.
        Rule("multipart", "", new() { ExpiredObjectDeleteMarker = true }, abortMultipartAfterDays: 1),
    ];

    private static LifecycleRule Rule(string name, string prefix, LifecycleRuleExpiration expiration,
        int? abortMultipartAfterDays = null) => new()
        {
            Id = OwnRules + name,
            Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
            Expiration = expiration,
            AbortIncompleteMultipartUpload = abortMultipartAfterDays is { } days
                ? new() { DaysAfterInitiation = days }
                : null,
            Status = LifecycleRuleStatus.Enabled,
        };

    private static bool IsOwn(LifecycleRule rule) => rule.Id?.StartsWith(OwnRules, StringComparison.Ordinal) == true;

    private static bool IsSame(LifecycleRule rule, LifecycleRule other) => rule.Id == other.Id
        && other.Status == LifecycleRuleStatus.Enabled
        && rule.Expiration.Days == other.Expiration?.Days
        && PrefixOf(rule) == PrefixOf(other);

    private static string PrefixOf(LifecycleRule rule) =>
        (rule.Filter?.LifecycleFilterPredicate as LifecyclePrefixPredicate)?.Prefix ?? "";

    private async Task<List<LifecycleRule>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetLifecycleConfigurationAsync(bucket, cancellationToken);
            return answer.Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return [];
        }
    }
}
