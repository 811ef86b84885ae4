using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>One person's profile with exact counts. A count whose store is away is null, and the profile says so.</summary>
internal sealed class ProfileViews(UserStores stores)
{
    public async Task<ProfileView> ReadAsync(StoredProfile stored, string? viewerId, CancellationToken cancellationToken)
    {
        var id = stored.UserId;
        var counting = OrNullAsync(async () => (await stores.Follows.CountsAsync([id], cancellationToken))[id]);
        var countingReels = OrNullAsync(async () => (await stores.Reels.CountByAuthorsAsync([id], cancellationToken))[id]);
        var followed = await FollowsAsync(viewerId, id, viewerId, cancellationToken);
        var follows = await FollowsAsync(id, viewerId, viewerId, cancellationToken);
        var counts = await counting;
        var reels = await countingReels;
        return new(
            new(SummaryOf(stored), followed),
            stored.Bio,
            counts?.Followers,
            counts?.Following,
            reels,
            stored.CreatedAt,
            follows,
            counts is null || reels is null ? ["profiles"] : ImmutableArray<string>.Empty);
    }

    public static UserSummaryView SummaryOf(StoredProfile stored) => new(stored.UserId, stored.Username, stored.Fullname, stored.AvatarKey);

    /// <summary>Null without a viewer, false for oneself.</summary>
    private async Task<bool?> FollowsAsync(string? follower, string? followee, string? viewerId, CancellationToken cancellationToken)
    {
        if (viewerId is null)
            return null;
        return follower != followee && (await stores.Follows.WhichFollowedAsync(follower!, [followee!], cancellationToken)).Count > 0;
    }

    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> read)
        where T : struct
    {
        try
        {
            return await read();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
