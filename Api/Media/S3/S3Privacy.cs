using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;

namespace Reels.Api.Media.S3;

/// <summary>Logs what an operator should change in a bucket that this product did not make.</summary>
internal sealed class S3Privacy(IAmazonS3 client, string bucket, ILogger logger)
{
    private const string Everybody = "*";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var policy = await AskAsync(() => client.GetBucketPolicyAsync(bucket, cancellationToken));
        // Where there is none, the SDK returns the text of the failure.
        if (policy?.Policy is { } text && text.StartsWith('{') && IsOpen(text))
            logger.IsPublic(bucket);
        var versions = await AskAsync(() => client.GetBucketVersioningAsync(bucket, cancellationToken));
        if (versions?.VersioningConfig?.Status == VersionStatus.Enabled)
            logger.KeepsVersions(bucket);
    }

    /// <summary>Whether a policy lets everybody in, but for public media alone.</summary>
    internal static bool IsOpen(string policy)
    {
        using var document = JsonDocument.Parse(policy);
        return document.RootElement.TryGetProperty("Statement", out var statements)
            && Each(statements).Any(IsOpen);
    }

    private static bool IsOpen(JsonElement statement) =>
        statement.TryGetProperty("Effect", out var effect) && effect.ValueEquals("Allow")
        && statement.TryGetProperty("Principal", out var principal) && IsEverybody(principal)
        && !statement.TryGetProperty("Condition", out _)
        && !(statement.TryGetProperty("Resource", out var resources) && Texts(resources).All(IsOfPublicMedia));

    private static bool IsEverybody(JsonElement principal) => principal.ValueKind == JsonValueKind.Object
        ? principal.EnumerateObject().Any(kind => IsEverybody(kind.Value))
        : Texts(principal).Contains(Everybody);

    private static bool IsOfPublicMedia(string resource) =>
        resource.Split(':')[^1].Split('/', 2) is [_, var key] && PublicMedia.Contains(key);

    private static IEnumerable<string> Texts(JsonElement one) => Each(one).Select(text => text.ToString());

    /// <summary>A policy has one of a thing by itself, and several in a list.</summary>
    private static JsonElement[] Each(JsonElement one) =>
        one.ValueKind == JsonValueKind.Array ? [.. one.EnumerateArray()] : [one];

    /// <returns>Null where the endpoint doesn't answer such a question, or not to this user.</returns>
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException)
        {
            return null;
        }
    }
}
