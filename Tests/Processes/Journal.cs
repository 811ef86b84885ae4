namespace Reels.Tests.Processes;

/// <summary>The answered writes of a load. Whoever uses it concurrently locks it.</summary>
internal sealed class Journal
{
    /// <summary>People by username.</summary>
    public Dictionary<string, Actor> People { get; } = [];

    public List<(string Id, string AuthorId)> Reels { get; } = [];

    public List<(string Id, string ReelId)> Comments { get; } = [];

    /// <summary>Whether the last answered write was a like.</summary>
    public Dictionary<(string ReelId, string UserId), bool> Likes { get; } = [];

    /// <summary>Whether the last answered write was a follow.</summary>
    public Dictionary<(string Follower, string Followee), bool> Follows { get; } = [];

    public override string ToString() => $"{People.Count} people, {Reels.Count} reels, {Comments.Count} comments, "
        + $"{Likes.Count} likes, {Follows.Count} follows";
}
