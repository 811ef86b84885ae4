using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Accounts;

/// <summary>What hashing of passwords may cost; section <c>Auth</c>.</summary>
public sealed class PasswordHashingOptions
{
    public const string Section = "Auth";

    /// <summary>
    /// Passwords hashed at the same time in this process; the others wait. By default half the cores, at least 1, so
    /// that a burst of sign-ins leaves the other half to feeds.
    /// </summary>
    [Range(1, 1024)]
    [DefaultValue("half the cores")]
    public int HashingConcurrency { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Rounds of PBKDF2 (HMAC-SHA-512) per hash. 100,000 is what the hashing library stands for: some 50 ms of one
    /// core. A hash keeps its own number, so older ones still verify.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int HashingIterations { get; set; } = 100_000;
}
