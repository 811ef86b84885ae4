using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>Comment counts and the newest comments, from this silo's cache.</summary>
internal sealed class CommentViews
{
    /// <summary>How many of the newest top-level comments a reel shows.</summary>
    public const int Newest = 2;

    private readonly MultiGetCache<Guid, CommentSummary> _summaries;

    public CommentViews(ICommentStore comments, IOptions<CacheOptions> options, CacheClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _summaries = new((ids, cancellationToken) => comments.SummariesAsync(ids, Newest, cancellationToken),
            (_, summary) => SizeOf(summary), cache.Of(CacheShare.Comments), cache.Life, clock);
    }

    /// <summary>
    /// For each reel its count and its newest comments, in the order of <paramref name="reelIds"/>; null where it has
    /// none.
    /// </summary>
    /// <param name="freshAsOf">A moment of the <see cref="CacheClock"/> that what is answered must not be older than;
    /// 0: at most the cache's life.</param>
    public ValueTask<CommentSummary?[]> GetSummariesAsync(IReadOnlyList<Guid> reelIds, long freshAsOf,
        CancellationToken cancellationToken) =>
        _summaries.GetManyAsync(reelIds, freshAsOf, cancellationToken);

    private static int SizeOf(CommentSummary? summary)
    {
        var bytes = CacheSize.Object;
        foreach (var thread in summary?.Newest ?? [])
        {
            bytes += (3 * CacheSize.Object) + CacheSize.Of(thread.Top.Text) + CacheSize.Of(thread.Top.AuthorId)
                + CacheSize.Of(thread.Top.RequestHash);
        }
        return bytes;
    }
}
