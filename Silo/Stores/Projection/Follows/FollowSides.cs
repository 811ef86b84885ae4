using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Follows;

/// <summary>
/// The follows as they are written. A row's mark as projected is fenced by its seq and its pending work, and settling
/// pending work removes the mark too. Where the engine can't compute suggestions, it is unavailable for them.
/// </summary>
internal interface IFollowTruth : IFollowStore, ITruth<Edge>
{
    /// <summary>Whether any edge to this followee isn't marked as projected.</summary>
    ValueTask<bool> HasUnprojectedFollowersAsync(string followee, CancellationToken cancellationToken);
}

/// <summary>
/// A copy of the follows. Its methods promise the same as those of <see cref="IFollowStore"/>. Counts are the numbers
/// of edges that are on. A row of the stored seq leaves pending only work that both have pending, since work of one
/// state only becomes less; where that is <see cref="EdgePending.VisibleSince"/>, its time is taken over.
/// </summary>
internal interface IFollowProjection : IProjection<Edge>
{
    ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken);

    ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken);

    ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);

    ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken);

    ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> edges, ended ones too, from the user or to the user.</summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}
