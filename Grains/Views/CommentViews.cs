using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>Comment counts and newest comments, from this silo's cache.</summary>
internal sealed class CommentViews
{
    /// <summary>Number of newest top-level comments that a reel shows.</summary>
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
    /// Each reel's count and newest comments, in the order of <paramref name="reelIds"/>; null where a reel has none.
    /// </summary>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that no result may be older than; 0: at most one
    /// cache life old.</param>
    public ValueTask<CommentSummary?[]> GetSummariesAsync(IReadOnlyList<Guid> reelIds, long freshAsOf,
        CancellationToken cancellationToken) =>
        _summaries.GetManyAsync(reelIds, freshAsOf, cancellationToken);

    /// <summary>The reel's comments have changed: from now on this silo serves nothing older.</summary>
    public void Invalidate(Guid reelId) => _summaries.Invalidate(reelId);

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
