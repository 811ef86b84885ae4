namespace Reels.Tests.Api;

/// <summary>Settings of apps that a test sends more requests than a person would.</summary>
internal static class Unlimited
{
    /// <summary>No rate limits, and passwords that are hashed quickly.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Auth:HashingIterations"] = "1000",
        ["RateLimits:SignInsPerAddress"] = "0",
        ["RateLimits:SignInsPerName"] = "0",
        ["RateLimits:Writes"] = "0",
        ["RateLimits:Reads"] = "0",
        ["RateLimits:Uploads"] = "0",
    };
}
