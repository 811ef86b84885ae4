using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Hosting;

/// <summary>The port for operators; section <c>Management</c>.</summary>
public sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>Loopback port for health and metrics, and what else is not for the public; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5081;
}
