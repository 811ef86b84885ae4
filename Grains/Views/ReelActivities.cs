using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>What changes about a reel.</summary>
/// <param name="Likes">Null where it can't be read.</param>
/// <param name="Comments">Null where they can't be read.</param>
internal sealed record ReelActivity(long? Likes, CommentSummary? Comments);

/// <summary>
/// Like counts, comment counts and newest comments, from one cache of this silo: each page shows them together, and
/// they live equally long.
/// </summary>
internal sealed class ReelActivities
{
    /// <summary>Number of newest top-level comments that a reel shows.</summary>
    private const int NewestComments = 2;

    private static readonly CommentSummary NoComments = new(0, []);

    private readonly MultiGetCache<Guid, ReelActivity> _activities;

    public ReelActivities(ILikeStore likes, ICommentStore comments, IOptions<CacheOptions> options, CacheClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _activities = new((ids, cancellationToken) => LoadAsync(likes, comments, ids, cancellationToken),
            (_, activity) => SizeOf(activity?.Comments), cache.Of(CacheShare.Activities), cache.Life, clock,
            keeps: activity => activity is { Likes: not null, Comments: not null });
    }

    /// <summary>In the order of <paramref name="reelIds"/>.</summary>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that no result may be older than; 0: at most one
    /// cache life old.</param>
    /// <exception cref="Interfaces.StoreUnavailableException">The stores took too long.</exception>
    public ValueTask<ReelActivity?[]> GetManyAsync(IReadOnlyList<Guid> reelIds, long freshAsOf,
        CancellationToken cancellationToken) =>
        _activities.GetManyAsync(reelIds, freshAsOf, cancellationToken);

    /// <summary>The reel's likes or comments have changed: from now on this silo serves nothing older.</summary>
    public void Invalidate(Guid reelId) => _activities.Invalidate(reelId);

    private static async ValueTask<IReadOnlyDictionary<Guid, ReelActivity>> LoadAsync(ILikeStore likes,
        ICommentStore comments, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        // A page without counts is better than none.
        var counting = StoreReads.OrNullAsync(likes.CountsAsync(ids, cancellationToken));
        var summaries = await StoreReads.OrNullAsync(
            comments.SummariesAsync(ids, NewestComments, cancellationToken));
        var counts = await counting;
        return ids.ToDictionary(id => id, id => new ReelActivity(counts?.GetValueOrDefault(id),
            summaries is null ? null : summaries.GetValueOrDefault(id) ?? NoComments));
    }

    private static int SizeOf(CommentSummary? summary)
    {
        var bytes = 2 * CacheSize.Object;
        foreach (var thread in summary?.Newest ?? [])
        {
            bytes += (3 * CacheSize.Object) + CacheSize.Of(thread.Top.Text) + CacheSize.Of(thread.Top.AuthorId)
                + CacheSize.Of(thread.Top.RequestHash);
        }
        return bytes;
    }
}
