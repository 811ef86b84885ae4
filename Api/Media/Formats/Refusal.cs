namespace Reels.Api.Media.Formats;

/// <summary>Reason for which a file is not accepted.</summary>
/// <param name="Detected">Short name of what the file is, such as HEIC; null where that isn't known.</param>
/// <param name="Advice">What to send instead.</param>
internal sealed record Refusal(string? Detected, string Advice)
{
    private const string Picture = "send JPEG, PNG, WebP or GIF";
    private const string Film = "send MP4 with H.264 or HEVC and AAC, or WebM";
    private const string Either = "send JPEG, PNG, WebP, GIF, MP4 or WebM";

    /// <summary>The reason, for a person.</summary>
    public string Detail =>
        Detected is null ? $"The format of the file is unknown; {Advice}." : $"This is {Detected}; {Advice}.";

    public static Refusal OfPicture(string detected) => new(detected, Picture);

    public static Refusal OfFilm(string detected) => new(detected, Film);

    public static Refusal OfOther(string? detected) => new(detected, Either);

    /// <summary>A file of an accepted format, but for another kind of upload.</summary>
    public static Refusal OfFilmAsAvatar(MediaFormat format) => new(format.Title, $"an avatar is a picture: {Picture}");

    /// <summary>A file of an accepted format that lacks what makes it one.</summary>
    public static Refusal OfMissing(string title, string missing) =>
        new($"{title} without {missing}", "send the whole file");
}
