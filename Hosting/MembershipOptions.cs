using System.ComponentModel.DataAnnotations;

namespace Reels.Hosting;

/// <summary>
/// The cluster of a silo or API node, and with <c>Stores=Real</c> the Redis in which its silos are listed; section
/// <c>Cluster</c>. The same on all of them.
/// </summary>
internal sealed class MembershipOptions : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Name of the cluster. Two clusters in one Redis have different names.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Id { get; set; } = "reels";

    /// <summary>Name of the service. It stays when the cluster gets another name.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ServiceId { get; set; } = "reels";

    /// <summary>
    /// Hosts of the Redis with the list of silos, with their ports, separated by commas. It may be the one that takes
    /// the likes.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>User name; without it, that of Redis' default user.</summary>
    public string? RedisUser { get; set; }

    /// <summary>Password of the user. Prefer <c>RedisPasswordFile</c>.</summary>
    public string? RedisPassword { get; set; }

    /// <summary>
    /// File with the password as its only line, such as a mounted secret. It wins over <c>RedisPassword</c>.
    /// </summary>
    public string? RedisPasswordFile { get; set; }

    /// <summary>Whether connections are encrypted. The certificates of the hosts are checked.</summary>
    public bool RedisTls { get; set; }

    /// <summary>
    /// Whether silos and API nodes encrypt their connections to silos, and accept only nodes that show a certificate of
    /// an authority in <c>TlsAuthorityFile</c>. The three files are needed then.
    /// </summary>
    public bool Tls { get; set; }

    /// <summary>
    /// PEM file with the certificate of this node, followed by those between it and the authority. It allows server and
    /// client authentication. The names in it play no part. All three files are read for each new connection.
    /// </summary>
    public string? TlsCertificateFile { get; set; }

    /// <summary>PEM file with the key of the certificate, not encrypted.</summary>
    public string? TlsKeyFile { get; set; }

    /// <summary>
    /// PEM file with the certificates of the authorities of this cluster. Each certificate of theirs makes its holder a
    /// member, so use an authority that serves this cluster alone.
    /// </summary>
    public string? TlsAuthorityFile { get; set; }

    /// <summary>
    /// Time between two probes of a silo by another, and the time that the answer to one may take, at first. Both adapt
    /// to how long answers take: they become half of this at least, and four times as much at most. A silo that two
    /// others have probed three times in a row without an answer is declared dead. The same on all silos.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:10")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        SecretFile.Validate(Section, nameof(RedisPasswordFile), RedisPasswordFile)
            .Concat(Tls ? ClusterCertificates.Validate(this) : []);

    internal string? ReadPassword() => SecretFile.Read(RedisPasswordFile, RedisPassword);
}
