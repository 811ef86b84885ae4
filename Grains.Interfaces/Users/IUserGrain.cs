using Orleans.Concurrency;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;

namespace Reels.Grains.Interfaces.Users;

/// <summary>
/// A person: their profile, whom they follow and have blocked, their stories. The key is the user id. What only reads
/// interleaves, for it keeps nothing: a stranger who reads holds up neither what the person does nor another reader.
/// </summary>
[Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// The profile as <paramref name="viewerId"/> (null: nobody) sees it; null where there is no such person.
    /// </summary>
    [Alias("GetProfile"), AlwaysInterleave]
    Task<ProfileView?> GetProfile(string? viewerId, CancellationToken cancellationToken = default);

    [Alias("UpdateProfile")]
    Task<UpdateProfileResult> UpdateProfile(ProfileChange change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes this person follow <paramref name="followeeId"/>; repeating it changes nothing. The answer's edge is for
    /// <c>Timeline.Noted</c>.
    /// </summary>
    [Alias("Follow")]
    Task<FollowResult> Follow(string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Ends this person's follow of <paramref name="followeeId"/>; repeating it changes nothing.</summary>
    [Alias("Unfollow")]
    Task<FollowResult> Unfollow(string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Newest first; null where there is no such person.</summary>
    [Alias("GetFollowers"), AlwaysInterleave]
    Task<Page<ListedPerson, PersonPosition>?> GetFollowers(string? viewerId, PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Newest first; null where there is no such person.</summary>
    [Alias("GetFollowing"), AlwaysInterleave]
    Task<Page<ListedPerson, PersonPosition>?> GetFollowing(string? viewerId, PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Whom this person may want to follow, most mutuals first; null where there is no such person.</summary>
    [Alias("GetSuggestions"), AlwaysInterleave]
    Task<Page<SuggestionView, SuggestionPosition>?> GetSuggestions(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Finishes what an earlier activation left of one edge, and answers that edge where the timeline has yet to be
    /// told of it, else null.
    /// </summary>
    [Alias("Resume")]
    Task<FollowEdge?> Resume(string followeeId);

    /// <summary>
    /// Makes this person and <paramref name="otherId"/> hidden from each other, and ends this person's follow;
    /// repeating it changes nothing. What is left is for <see cref="EndFollow"/> of the other; recovery does it where
    /// nobody else has.
    /// </summary>
    [Alias("Block")]
    Task<BlockResult> Block(string otherId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends this person's block of <paramref name="otherId"/>; repeating it changes nothing. Follows don't come back.
    /// </summary>
    [Alias("Unblock")]
    Task<BlockResult> Unblock(string otherId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends this person's follow of <paramref name="otherId"/> where a block stands between the two, and answers the
    /// edge where the timeline has yet to be told of it, else null. Repeating it changes nothing.
    /// </summary>
    [Alias("EndFollow")]
    Task<FollowEdge?> EndFollow(string otherId);

    /// <summary>
    /// Has every silo forget what it knows of blocks between this person and <paramref name="otherId"/>. Answers when
    /// all were told, or after one cache life: it interleaves, so that nobody waits for that wait.
    /// </summary>
    [Alias("TellOfBlock"), AlwaysInterleave]
    Task AnnounceBlock(string otherId);

    /// <summary>Whom this person has blocked, newest first.</summary>
    [Alias("GetBlocks"), AlwaysInterleave]
    Task<Page<BlockedPersonView, PersonPosition>> GetBlocks(PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    [Alias("PostStory")]
    Task<PostStoryResult> PostStory(NewStory story, CancellationToken cancellationToken = default);

    [Alias("DeleteStory")]
    Task<DeleteStoryResult> DeleteStory(Guid storyId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The live stories of this person and of those they follow: own first, then by newest story.
    /// <paramref name="limit"/> counts authors.
    /// </summary>
    [Alias("GetStories"), AlwaysInterleave]
    Task<Page<AuthorStoriesView, StoryPosition>> GetStories(StoryPosition? after, int limit,
        CancellationToken cancellationToken = default);
}
