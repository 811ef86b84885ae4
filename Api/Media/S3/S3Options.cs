using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Api.Media.S3;

/// <summary>A bucket of an S3 endpoint, with <c>Media:Store=S3</c>; section <c>S3</c>.</summary>
internal sealed partial class S3Options : IValidatableObject
{
    public const string Section = "S3";

    /// <summary>
    /// Address of the endpoint, without the bucket. <c>https</c> is TLS; the certificate is checked.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Endpoint { get; set; } = "http://127.0.0.1:9000";

    /// <summary>Region of the bucket, as signatures contain it. MinIO has this one by default.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Bucket of all media. It is made, private, if it isn't there.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Bucket { get; set; } = "reels-media";

    /// <summary>
    /// Whether the bucket is in the path of requests, as MinIO has it, or in the host name, as some providers require.
    /// </summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>Access key of a user who may read, write, list and delete objects of the bucket.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret of that key. Prefer <c>SecretKeyFile</c>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// File with the secret as its only line, such as a mounted one. It wins over <c>SecretKey</c>.
    /// </summary>
    public string? SecretKeyFile { get; set; }

    /// <summary>
    /// Objects that this process sends or receives concurrently, each over a connection of its own. More are refused
    /// immediately (503), so that slow readers don't take all memory. Small calls have 256 connections besides.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxTransfers { get; set; } = 1_024;

    /// <summary>
    /// Longest time without a byte sent or received, after which a transfer ends. Also the time in which the endpoint
    /// must confirm an object that it has received.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Folder in which an upload is kept until its key is known; it needs room for all uploads under way. The files
    /// have no name after they are opened, so none is left behind. Default: none; the system's folder for temporary
    /// files.
    /// </summary>
    public string? TemporaryFolder { get; set; }

    /// <summary>
    /// Longest time for a call, waiting for a place included. A request makes up to four calls one after the other, and
    /// has <c>Http:Budget</c> for all: raise it only for an endpoint that is far away.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan CallLimit { get; set; } = EngineCalls.DefaultLimit;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            yield return Refused(nameof(Endpoint), "must be an address with http or https, without a path.");
        }

        if (!BucketName().IsMatch(Bucket))
        {
            yield return Refused(nameof(Bucket),
                "must have 3 to 63 lower case letters, digits, dots and hyphens, the first and last no hyphen or dot.");
        }

        if (string.IsNullOrEmpty(AccessKey))
            yield return Refused(nameof(AccessKey), "must be set.");
        if (string.IsNullOrEmpty(SecretKeyFile) && string.IsNullOrEmpty(SecretKey))
            yield return Refused(nameof(SecretKey), $"must be set, or {nameof(SecretKeyFile)}.");
        foreach (var refused in SecretFile.Validate(Section, nameof(SecretKeyFile), SecretKeyFile))
            yield return refused;
        if (TemporaryFolder is { Length: > 0 } folder && !Directory.Exists(folder))
            yield return Refused(nameof(TemporaryFolder), "there is no such folder.");
    }

    /// <summary>The secret, read when the connection is set up.</summary>
    internal string ReadSecretKey() => SecretFile.Read(SecretKeyFile, SecretKey) ?? "";

    private static ValidationResult Refused(string setting, string reason) =>
        new($"{Section}:{setting} {reason}", [setting]);

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
