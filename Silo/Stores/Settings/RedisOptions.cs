using System.ComponentModel.DataAnnotations;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Settings;

/// <summary>Redis, which takes the likes; section <c>Redis</c>.</summary>
internal sealed class RedisOptions : IValidatableObject
{
    public const string Section = "Redis";

    /// <summary>
    /// Hosts with their ports, separated by commas: the primary, and its replicas. The one that is the primary is found
    /// among them. Not a Redis Cluster.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Endpoints { get; set; } = "127.0.0.1:6379";

    /// <summary>Number of the database. Another than 0 is for servers that others use too.</summary>
    [Range(0, 1_023)]
    public int Database { get; set; }

    /// <summary>User name; without it, that of Redis' default user.</summary>
    public string? User { get; set; }

    /// <summary>Password of the user. Prefer <c>PasswordFile</c>.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// File with the password as its only line, such as a mounted secret. It wins over <c>Password</c>.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether connections are encrypted. The certificates of the hosts are checked.</summary>
    public bool Tls { get; set; }

    /// <summary>
    /// Changes of likes that may wait to be copied to MongoDB. Beyond that Redis takes no likes, so that they don't
    /// fill its memory: 5 million take about 700 MB.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public long MaxTail { get; set; } = 5_000_000;

    /// <summary>
    /// Longest time for a call, waiting for a place included. A request makes up to four calls one after the other, and
    /// has <c>Http:Budget</c> for all: raise it only for a Redis that is far away.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan CallLimit { get; set; } = EngineCalls.DefaultLimit;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        SecretFile.Validate(Section, nameof(PasswordFile), PasswordFile);

    internal string? ReadPassword() => SecretFile.Read(PasswordFile, Password);
}
