using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Reels.Hosting;

/// <summary>
/// Stops a start for a reason that an operator can change; the message states it. The process prints the message and
/// exits with 1.
/// </summary>
public abstract class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Stops a start because a folder of the program's data can't be used: it is a file, its disk is read-only or full, or
/// this user may not use it.
/// </summary>
public sealed class DataFolderRefusedException(string folder, Exception cause)
    : StartRefusedException($"The data folder {Path.GetFullPath(folder)} can't be used: {cause.Message} "
        + "Make it a folder that this program may write, or set Data:Folder to another one.", cause)
{
    /// <summary>Opens something in a folder of data.</summary>
    /// <exception cref="DataFolderRefusedException">The disk or the system refuses it.</exception>
    public static T Guard<T>(string folder, Func<T> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderRefusedException(folder, exception);
        }
    }
}

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
        _ => Membership.Explain(cause),
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
