using System.ComponentModel.DataAnnotations;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Settings;

/// <summary>MongoDB, with <c>Stores=Real</c>; section <c>MongoDB</c>.</summary>
internal sealed class MongoDbOptions : IValidatableObject
{
    public const string Section = "MongoDB";

    /// <summary>Servers as a connection string of MongoDB, with the replica set where there is one.</summary>
    [Required]
    public string ConnectionString { get; set; } = "mongodb://127.0.0.1:27017";

    /// <summary>Name of the database. Another one holds another cluster's data.</summary>
    [Required]
    public string Database { get; set; } = "instagram";

    /// <summary>User who signs in. None by default, as a server without access control has it.</summary>
    public string? User { get; set; }

    /// <summary>Password of the user. Prefer <c>PasswordFile</c>.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// File with the password as its only line, such as a mounted secret. It wins over <c>Password</c>.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>Database that knows the user.</summary>
    [Required]
    public string SignInDatabase { get; set; } = "admin";

    /// <summary>Whether connections use TLS. Off by default, for a server on the same machine.</summary>
    public bool Tls { get; set; }

    /// <summary>
    /// Connections of this process to each server. Each takes one command at a time and about 1 MB of the server.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxConnections { get; set; } = 100;

    /// <summary>
    /// Longest time for a call, waiting for a place included. A request makes up to four calls one after the other, and
    /// has <c>Http:Budget</c> for all: raise it only for a MongoDB that is far away.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan CallLimit { get; set; } = EngineCalls.DefaultLimit;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ConnectionString.StartsWith("mongodb://", StringComparison.Ordinal)
            && !ConnectionString.StartsWith("mongodb+srv://", StringComparison.Ordinal))
        {
            yield return new($"{Section}:{nameof(ConnectionString)} must begin with mongodb:// or mongodb+srv://.",
                [nameof(ConnectionString)]);
        }

        foreach (var refused in SecretFile.Validate(Section, nameof(PasswordFile), PasswordFile))
            yield return refused;
    }

    internal string ReadPassword() => SecretFile.Read(PasswordFile, Password) ?? "";
}
