using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Hosting;

/// <summary>Tells why a process can't start where an operator can do something about it.</summary>
internal static class StartFailure
{
    /// <summary>One line for the console; null for what nobody expected, which should be seen with its stack.</summary>
    public static string? Explain(Exception failure) =>
        Causes(failure).Select(Sentence).FirstOrDefault(sentence => sentence is not null);

    private static string? Sentence(Exception cause) => cause switch
    {
        EmbeddedDataRefusedException => cause.Message,
        OptionsValidationException invalid => "Refused settings: " + string.Join(" ", invalid.Failures),
        _ when cause.Source?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true =>
            "Refused settings: " + cause.Message,
        AddressInUseException => cause.Message
            + " Stop the other program, or choose other ports (--urls, Management:Port, Silo:Port, Silo:GatewayPort).",
        FormatException => "Refused settings: " + cause.Message,
        InvalidDataException when cause.Source?.StartsWith("Reels.", StringComparison.Ordinal) == true => cause.Message,
        IOException { InnerException: AddressInUseException inner } io => io.Message
            + Sentence(inner)![inner.Message.Length..],
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
