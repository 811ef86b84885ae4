using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// One user's profile with exact counts. A count whose store is unavailable is null, and the profile says so.
/// </summary>
internal sealed class ProfileViews(IFollowStore follows, IReelStore reels)
{
    public async Task<ProfileView> ReadAsync(StoredProfile stored, string? viewerId,
        CancellationToken cancellationToken)
    {
        var id = stored.UserId;
        var counting = StoreReads.OrNullAsync(async () => (await follows.CountsAsync([id], cancellationToken))[id]);
        var countingReels = StoreReads.OrNullAsync(
            async () => (await reels.CountByAuthorsAsync([id], cancellationToken))[id]);
        var followed = await FollowsAsync(viewerId, id, viewerId, cancellationToken);
        var followsMe = await FollowsAsync(id, viewerId, viewerId, cancellationToken);
        var counts = await counting;
        var reelCount = await countingReels;
        return new(
            new(SummaryOf(stored), followed),
            stored.Bio,
            counts?.Followers,
            counts?.Following,
            reelCount,
            stored.CreatedAt,
            followsMe,
            counts is null || reelCount is null ? [DegradedParts.Profiles] : ImmutableArray<string>.Empty);
    }

    public static UserSummaryView SummaryOf(StoredProfile stored) =>
        new(stored.UserId, stored.Username, stored.Fullname, stored.AvatarKey);

    /// <summary>Null without a viewer, false for oneself.</summary>
    private async Task<bool?> FollowsAsync(string? follower, string? followee, string? viewerId,
        CancellationToken cancellationToken)
    {
        if (viewerId is null)
            return null;
        return follower != followee
            && (await follows.WhichFollowedAsync(follower!, [followee!], cancellationToken)).Count > 0;
    }
}
