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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        SecretFile.Validate(Section, nameof(RedisPasswordFile), RedisPasswordFile);

    internal string? ReadPassword() => SecretFile.Read(RedisPasswordFile, RedisPassword);
}
