using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Reels.Api.Hosting;

/// <summary>The port for operators; section <c>Management</c>.</summary>
internal sealed class ManagementOptions : IValidatableObject
{
    public const string Section = "Management";

    /// <summary>
    /// Port for health, metrics and the dashboard, and what else is not for the public; 0 takes a free one.
    /// </summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5081;

    /// <summary>IP address to listen at. Any but a loopback one needs a <see cref="Password"/>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// What operators sign in with, by HTTP Basic and any name, to all but health; at least 12 characters. None:
    /// whoever reaches the port is one.
    /// </summary>
    [MinLength(12)]
    public string? Password { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out var address))
        {
            yield return new("Management:Address must be an IP address.", [nameof(Address)]);
        }
        else if (!IPAddress.IsLoopback(address) && string.IsNullOrEmpty(Password))
        {
            yield return new("Management:Address is reached by others than this machine; set a Management:Password.",
                [nameof(Password)]);
        }
    }
}
