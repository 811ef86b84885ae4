using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Likes;

/// <summary>The people who like one reel. Their likes are read from the store.</summary>
internal sealed class LikerList(Guid reelId, ILikeStore likes, PeopleViews people)
{
    public async Task<Page<ListedPerson, PersonPosition>> ReadAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken)
    {
        var places = await likes.ListAsync(reelId, before, limit + 1, cancellationToken);
        return await people.ReadPageAsync(viewerId, places, limit, cancellationToken);
    }
}
