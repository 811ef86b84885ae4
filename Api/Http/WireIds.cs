namespace Reels.Api.Http;

/// <summary>The form of ids on the wire. What hasn't it names nothing, and is answered as what isn't there.</summary>
internal static class WireIds
{
    private const int UserIdLength = 32;

    /// <summary>User ids are 32 small hex characters.</summary>
    public static bool IsUserId(string? text) =>
        text is { Length: UserIdLength } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Ids of reels, comments and stories are canonical UUID text: 36 small characters with dashes.</summary>
    public static bool TryParse(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && id.ToString("D").Equals(text, StringComparison.Ordinal);
}
