using System.ComponentModel.DataAnnotations;

namespace Reels.Api.RateLimits;

/// <summary>
/// Budgets, each in requests a minute, of which a whole minute's worth may come at once; section <c>RateLimits</c>. 0
/// sets no limit. Every API node counts for itself.
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>
    /// Sign-ins and registrations from one address: many people may share one, and each costs a password hash.
    /// </summary>
    [Range(0, 10_000_000)]
    public int SignInsPerAddress { get; set; } = 600;

    /// <summary>
    /// Sign-ins and registrations with one name: room for somebody who tries their passwords, none for a program that
    /// guesses them.
    /// </summary>
    [Range(0, 10_000_000)]
    public int SignInsPerName { get; set; } = 10;

    /// <summary>Uploads of one user.</summary>
    [Range(0, 10_000_000)]
    public int Uploads { get; set; } = 120;

    /// <summary>
    /// All other requests of one user that may change something; of one address where nobody is signed in.
    /// </summary>
    [Range(0, 10_000_000)]
    public int Writes { get; set; } = 600;

    /// <summary>Reads of one user, those of media bytes apart; of one address where nobody is signed in.</summary>
    [Range(0, 10_000_000)]
    public int Reads { get; set; } = 6_000;
}
