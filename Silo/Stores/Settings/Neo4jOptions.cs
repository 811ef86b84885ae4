using System.ComponentModel.DataAnnotations;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Settings;

/// <summary>Neo4j, which keeps a copy of people, follows and blocks; section <c>Neo4j</c>.</summary>
internal sealed class Neo4jOptions : IValidatableObject
{
    public const string Section = "Neo4j";

    private static readonly string[] Schemes = ["bolt", "bolt+s", "neo4j", "neo4j+s"];

    /// <summary>
    /// Address of the server, with one of the schemes <c>bolt</c> (one server), <c>neo4j</c> (a cluster),
    /// <c>bolt+s</c> and <c>neo4j+s</c> (the same over TLS; the certificate is checked).
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Uri { get; set; } = "bolt://127.0.0.1:7687";

    /// <summary>
    /// Database in the server; made by its operator. Without it, that of the user, which costs a call per connection in
    /// a cluster.
    /// </summary>
    public string? Database { get; set; } = "neo4j";

    /// <summary>User name; without it, none is sent.</summary>
    public string? User { get; set; }

    /// <summary>Password of the user. Prefer <c>PasswordFile</c>.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// File with the password as its only line, such as a mounted secret. It wins over <c>Password</c>.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// Most connections; they are made when they are needed. Above the 256 calls that are made concurrently: a call
    /// that got no answer in time keeps its connection, and none may wait for a free one.
    /// </summary>
    [Range(288, 4_096)]
    public int Connections { get; set; } = 320;

    /// <summary>
    /// Longest time for a call, waiting for a place included. A request makes up to four calls one after the other, and
    /// has <c>Http:Budget</c> for all: raise it only for a Neo4j that is far away.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan CallLimit { get; set; } = EngineCalls.DefaultLimit;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme)
            || uri.UserInfo.Length > 0)
        {
            yield return new(
                $"{Section}:{nameof(Uri)} must be an address with bolt, bolt+s, neo4j or neo4j+s, without a user.",
                [nameof(Uri)]);
        }

        foreach (var refused in SecretFile.Validate(Section, nameof(PasswordFile), PasswordFile))
            yield return refused;
    }

    /// <summary>The password, read when a connection is set up.</summary>
    internal string ReadPassword() => SecretFile.Read(PasswordFile, Password) ?? "";
}
