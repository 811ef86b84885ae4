using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Secrets;

/// <summary>Where this process keeps what it writes to disk; section <c>Data</c>.</summary>
internal sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>A folder, made when it isn't there; relative to the working directory.</summary>
    [Required]
    public string Folder { get; set; } = "data";
}
