using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Reels.Hosting;

/// <summary>
/// Stops a start for a reason that an operator can change; the message states it. The process prints the message and
/// exits with 1.
/// </summary>
public abstract class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Explains failed starts that an operator can do something about.</summary>
internal static class StartFailure
{
    public const string AllPorts = "--urls, Management:Port, Silo:Port, Silo:GatewayPort";

    /// <returns>One line for the console; null for an unexpected failure, which should be shown with its
    /// stack.</returns>
    public static string? Explain(Exception failure, string portSettings = AllPorts) =>
        Causes(failure).Select(cause => Sentence(cause, portSettings)).FirstOrDefault(sentence => sentence is not null);

    private static string? Sentence(Exception cause, string portSettings) => cause switch
    {
        StartRefusedException => cause.Message,
        OptionsValidationException invalid => "Refused settings: " + string.Join(" ", invalid.Failures),
        _ when cause.Source?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true =>
            "Refused settings: " + cause.Message,
        FormatException => "Refused settings: " + cause.Message,
        AddressInUseException or IOException { InnerException: AddressInUseException } => cause.Message
            + $" Stop the other program, or choose other ports ({portSettings}).",
        InvalidDataException when cause.Source?.StartsWith("Reels.", StringComparison.Ordinal) == true => cause.Message,
        UnauthorizedAccessException => cause.Message,
        _ => null,
    };

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        yield return failure;
        IEnumerable<Exception> inner = failure is AggregateException several ? several.InnerExceptions
            : failure.InnerException is { } one ? [one] : [];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
