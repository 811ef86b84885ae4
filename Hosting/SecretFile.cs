using System.ComponentModel.DataAnnotations;

namespace Reels.Hosting;

/// <summary>Secrets in files, such as mounted ones. A file holds its secret as its only line.</summary>
public static class SecretFile
{
    /// <summary>Why the file that a setting names can't be read as a secret; nothing where it names none.</summary>
    public static IEnumerable<ValidationResult> Validate(string section, string setting, string? file)
    {
        if (!string.IsNullOrEmpty(file) && Refusal(file) is { } reason)
            yield return new($"{section}:{setting}: {reason}", [setting]);
    }

    /// <summary>The secret in the file, without line ends; the other one where no file is named.</summary>
    public static string? Read(string? file, string? otherwise) =>
        string.IsNullOrEmpty(file) ? otherwise : File.ReadAllText(file).TrimEnd('\r', '\n');

    private static string? Refusal(string file)
    {
        if (!File.Exists(file))
            return "there is no such file.";
        try
        {
            var secret = Read(file, otherwise: null)!;
            return string.IsNullOrWhiteSpace(secret) ? "the file is empty."
                : secret.Contains('\n', StringComparison.Ordinal) ? "the file has more than one line."
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "the file can't be read by this program.";
        }
    }
}
