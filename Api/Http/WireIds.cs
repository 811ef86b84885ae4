namespace Reels.Api.Http;

/// <summary>
/// The form of ids in HTTP. An id of another form names nothing, so it is answered 404 like an unknown one.
/// </summary>
internal static class WireIds
{
    private const int UserIdLength = 32;

    /// <summary>User ids are 32 lower-case hex characters.</summary>
    public static bool IsUserId(string? text) =>
        text is { Length: UserIdLength } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Ids of reels, comments and stories are canonical UUIDs: 36 lower-case characters with dashes.
    /// </summary>
    public static bool TryParse(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && id.ToString("D").Equals(text, StringComparison.Ordinal);
}
