using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Reels.Hosting;

/// <summary>The password of operators, by HTTP Basic with any username, on the management port of a program.</summary>
public static class OperatorPassword
{
    /// <summary>What an answer without the password asks for, as <c>WWW-Authenticate</c>.</summary>
    public const string Challenge = $"{Basic} realm=\"operators\", charset=\"UTF-8\"";

    private const string Basic = "Basic";

    /// <summary>Whether the header has the password, or none is needed.</summary>
    /// <param name="authorization">The header <c>Authorization</c> of a request.</param>
    /// <param name="expected">The password; null or empty where everyone is an operator.</param>
    public static bool IsSent(string? authorization, string? expected) =>
        string.IsNullOrEmpty(expected) || IsSame(Sent(authorization), expected);

    /// <summary>Checks the settings of a management port.</summary>
    /// <returns>Why they are refused; nothing where they are not.</returns>
    public static IEnumerable<ValidationResult> Check(string address, string? password)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            yield return new("Management:Address must be an IP address.", ["Address"]);
        }
        else if (!IPAddress.IsLoopback(parsed) && string.IsNullOrEmpty(password))
        {
            yield return new("Management:Address is reachable from other machines, so Management:Password is required.",
                ["Password"]);
        }
    }

    private static string Sent(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !Basic.Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }
        var credentials = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", credentials, out var length))
            return "";
        var text = Encoding.UTF8.GetString(credentials, 0, length);
        return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>
    /// Compares hashes in constant time, so that the time reveals neither a matching prefix nor the length.
    /// </summary>
    private static bool IsSame(string password, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)),
            SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
