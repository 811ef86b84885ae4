namespace Reels.Grains.Interfaces;

/// <summary>
/// Names of the parts of an answer that may be missing while a store is unavailable. They are part of the HTTP
/// contract.
/// </summary>
public static class DegradedParts
{
    public const string Likes = "likes";
    public const string Comments = "comments";
    public const string Profiles = "profiles";
    public const string Feed = "feed";

    public static IReadOnlyList<string> All { get; } = [Likes, Comments, Profiles, Feed];
}
