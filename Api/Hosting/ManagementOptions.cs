using System.ComponentModel.DataAnnotations;
using Reels.Hosting;

namespace Reels.Api.Hosting;

/// <summary>The management port for operators; section <c>Management</c>.</summary>
internal sealed class ManagementOptions : IValidatableObject
{
    public const string Section = "Management";

    /// <summary>
    /// Port of health, metrics and the dashboard; 0 takes a free port.
    /// </summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5081;

    /// <summary>
    /// IP address to listen at. An address that is not a loopback one requires a <see cref="Password"/>.
    /// </summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// Password of operators, by HTTP Basic with any username, for everything except health; at least 12 characters.
    /// Default: none; everyone who reaches the port is an operator.
    /// </summary>
    [MinLength(12)]
    public string? Password { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        OperatorPassword.Check(Address, Password);
}
