using Orleans.Concurrency;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;

namespace Reels.Grains.Interfaces.Users;

/// <summary>
/// A user: their profile, follows, blocks and stories. The key is the user id. Calls that only read interleave: the
/// grain keeps nothing for them, and a reader delays neither the user's own writes nor another reader.
/// </summary>
[Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// The profile as <paramref name="viewerId"/> (null: no one) sees it; null where there is no such user.
    /// </summary>
    [Alias("GetProfile"), AlwaysInterleave]
    Task<ProfileView?> GetProfile(string? viewerId, CancellationToken cancellationToken = default);

    [Alias("UpdateProfile")]
    Task<UpdateProfileResult> UpdateProfile(ProfileChange change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows <paramref name="followeeId"/>. Repeating it changes nothing. The answer's edge is for
    /// <see cref="Timelines.ITimelineGrain.RecordOwnWrite"/>.
    /// </summary>
    [Alias("Follow")]
    Task<FollowResult> Follow(string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Unfollows <paramref name="followeeId"/>. Repeating it changes nothing.</summary>
    [Alias("Unfollow")]
    Task<FollowResult> Unfollow(string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Newest first; null where there is no such user.</summary>
    [Alias("GetFollowers"), AlwaysInterleave]
    Task<Page<ListedPerson, PersonPosition>?> GetFollowers(string? viewerId, PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Newest first; null where there is no such user.</summary>
    [Alias("GetFollowing"), AlwaysInterleave]
    Task<Page<ListedPerson, PersonPosition>?> GetFollowing(string? viewerId, PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// People whom this user may want to follow, most mutual friends first; null where there is no such user.
    /// </summary>
    [Alias("GetSuggestions"), AlwaysInterleave]
    Task<Page<SuggestionView, SuggestionPosition>?> GetSuggestions(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Finishes the work that an earlier activation left on one edge. Returns the edge where the timeline must still
    /// record it, else null.
    /// </summary>
    [Alias("Resume")]
    Task<FollowEdge?> Resume(string followeeId);

    /// <summary>
    /// Blocks <paramref name="otherId"/>: hides the two users from each other, and ends this user's follow. Repeating
    /// it changes nothing. The other user's follow is ended by their <see cref="EndFollow"/>, or later by recovery.
    /// </summary>
    [Alias("Block")]
    Task<BlockResult> Block(string otherId, CancellationToken cancellationToken = default);

    /// <summary>Unblocks <paramref name="otherId"/>. Repeating it changes nothing. Follows don't come back.</summary>
    [Alias("Unblock")]
    Task<BlockResult> Unblock(string otherId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends this user's follow of <paramref name="otherId"/> where there is a block between the two. Returns the edge
    /// where the timeline must still record it, else null. Repeating it changes nothing.
    /// </summary>
    [Alias("EndFollow")]
    Task<FollowEdge?> EndFollow(string otherId);

    /// <summary>
    /// Makes every silo drop its cached blocks between this user and <paramref name="otherId"/>. Returns when every
    /// silo has acknowledged, or after one cache life. Calls interleave: no other call has to wait for that.
    /// </summary>
    [Alias("TellOfBlock"), AlwaysInterleave]
    Task AnnounceBlock(string otherId);

    /// <summary>The people whom this user has blocked, newest first.</summary>
    [Alias("GetBlocks"), AlwaysInterleave]
    Task<Page<BlockedPersonView, PersonPosition>> GetBlocks(PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    [Alias("PostStory")]
    Task<PostStoryResult> PostStory(NewStory story, CancellationToken cancellationToken = default);

    [Alias("DeleteStory")]
    Task<DeleteStoryResult> DeleteStory(Guid storyId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The live stories of this user and of their followees: own stories first, then by newest story.
    /// <paramref name="limit"/> counts authors.
    /// </summary>
    [Alias("GetStories"), AlwaysInterleave]
    Task<Page<AuthorStoriesView, StoryPosition>> GetStories(StoryPosition? after, int limit,
        CancellationToken cancellationToken = default);
}
