using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Views;

namespace Reels.Grains.Users;

/// <summary>One person's followers and followees. Edges are read from the store.</summary>
internal sealed class FollowLists(string userId, UserStores stores)
{
    public async Task<Page<ListedPerson, PersonPosition>> FollowersAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken)
    {
        var edges = await stores.Follows.ListFollowersAsync(userId, before, limit + 1, cancellationToken);
        return await stores.People.ReadPageAsync(viewerId,
            [.. edges.Select(edge => new PersonPosition(edge.Since, edge.Follower))], limit, cancellationToken);
    }

    public async Task<Page<ListedPerson, PersonPosition>> FollowingAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken)
    {
        var edges = await stores.Follows.ListFollowingAsync(userId, before, limit + 1, cancellationToken);
        return await stores.People.ReadPageAsync(viewerId,
            [.. edges.Select(edge => new PersonPosition(edge.Since, edge.Followee))], limit, cancellationToken);
    }
}
