using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Settings;

/// <summary>Cassandra, which keeps reels, timelines and the outbox; section <c>Cassandra</c>.</summary>
internal sealed partial class CassandraOptions : IValidatableObject
{
    public const string Section = "Cassandra";

    /// <summary>
    /// Hosts to connect to first, separated by commas; the others are found through them. Name two or more, so that a
    /// silo starts while one is unavailable.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string ContactPoints { get; set; } = "127.0.0.1";

    /// <summary>Port of the native protocol on each host.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 9_042;

    /// <summary>
    /// Keyspace of all tables: lower case letters, digits and underscores, a letter first, at most 48. Made if it isn't
    /// there.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Keyspace { get; set; } = "instagram";

    /// <summary>
    /// Copies of each row per datacenter, when the keyspace is made. 3 keeps reads and writes going without any one
    /// host; a single host can keep only 1.
    /// </summary>
    [Range(1, 9)]
    public int ReplicationFactor { get; set; } = 1;

    /// <summary>
    /// The datacenter whose hosts are called. Without it, that of the first contact point.
    /// </summary>
    public string? Datacenter { get; set; }

    /// <summary>User name; without it, none is sent.</summary>
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
    /// Connections to each host of the datacenter. Each carries up to 2,048 calls concurrently, so more help only where
    /// one connection keeps a processor busy.
    /// </summary>
    [Range(1, 64)]
    public int ConnectionsPerHost { get; set; } = 2;

    /// <summary>
    /// Longest time for a call, waiting for a place included. A request makes up to four calls one after the other, and
    /// has <c>Http:Budget</c> for all: raise it only for a Cassandra that is far away.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan CallLimit { get; set; } = EngineCalls.DefaultLimit;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!KeyspaceName().IsMatch(Keyspace))
        {
            yield return new($"{Section}:{nameof(Keyspace)} must be up to 48 of a-z, 0-9 and _, a letter first.",
                [nameof(Keyspace)]);
        }

        foreach (var refused in SecretFile.Validate(Section, nameof(PasswordFile), PasswordFile))
            yield return refused;
    }

    /// <summary>The password, read again each time: a mounted secret may change.</summary>
    internal string ReadPassword() => SecretFile.Read(PasswordFile, Password) ?? "";

    [GeneratedRegex("^[a-z][a-z0-9_]{0,47}$")]
    private static partial Regex KeyspaceName();
}
