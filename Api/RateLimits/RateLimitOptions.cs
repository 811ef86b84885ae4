using System.ComponentModel.DataAnnotations;

namespace Reels.Api.RateLimits;

/// <summary>
/// Budgets in requests per minute; a whole minute's requests may come in one burst. 0 means no limit. Each API node
/// counts separately. Section <c>RateLimits</c>.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>
    /// Sign-ins and registrations from one address. Many users may share an address, but each request costs a password
    /// hash.
    /// </summary>
    [Range(0, 10_000_000)]
    public int SignInsPerAddress { get; set; } = 600;

    /// <summary>
    /// Sign-ins and registrations with one username: enough for a user who tries several passwords, too few for a
    /// program that guesses them.
    /// </summary>
    [Range(0, 10_000_000)]
    public int SignInsPerName { get; set; } = 10;

    /// <summary>Uploads by one user.</summary>
    [Range(0, 10_000_000)]
    public int Uploads { get; set; } = 120;

    /// <summary>
    /// Other writes (all methods except GET and HEAD) by one user, or from one address without a token.
    /// </summary>
    [Range(0, 10_000_000)]
    public int Writes { get; set; } = 600;

    /// <summary>
    /// Reads (GET and HEAD) by one user, or from one address without a token; media bytes are not counted.
    /// </summary>
    [Range(0, 10_000_000)]
    public int Reads { get; set; } = 6_000;
}
