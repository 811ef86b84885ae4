using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Feeds;

/// <summary>
/// The newest reels of the authors that timelines on this silo pull. One per silo. An announcement updates it before it
/// reaches any inbox.
/// </summary>
internal sealed class AuthorReelsCache(IReelStore reels, IOptions<CacheOptions> options) : IDisposable
{
    private readonly MemoryCache _authors = new(
        new MemoryCacheOptions { SizeLimit = options.Value.Of(CacheShare.PulledAuthors) });

    /// <summary>The author's list from memory where it is cached, else from the store.</summary>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public ValueTask<AuthorReels.State> GetAsync(Guid author, CancellationToken cancellationToken) =>
        Find(author)?.Reels.Current is { } state ? new(state) : new(RefreshAsync(author, cancellationToken));

    /// <summary>
    /// The author's list with everything that the store has by now. A timeline that wakes needs it, since its reader
    /// may have seen those reels on another silo.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public Task<AuthorReels.State> RefreshAsync(Guid author, CancellationToken cancellationToken)
    {
        // Cached before the store is read, so that no announcement is lost between the two.
        CachedReels? cached;
        lock (_authors)
        {
            cached = Find(author);
            if (cached is null)
                Keep(author, cached = NewList(author));
        }
        return cached.Refresh.JoinAsync().WaitAsync(cancellationToken);
    }

    public void Add(Guid author, Position reel) => Find(author)?.Reels.Add(reel);

    /// <summary>
    /// Drops the list, so that the next use reads it again. Readers switch to it from rows, which may have shown them
    /// reels that were not announced here yet.
    /// </summary>
    public void Drop(Guid author)
    {
        lock (_authors)
            _authors.Remove(author);
    }

    public void Dispose() => _authors.Dispose();

    private CachedReels? Find(Guid author) => _authors.Get<CachedReels>(author);

    private void Keep(Guid author, CachedReels cached) =>
        _authors.Set(author, cached, new MemoryCacheEntryOptions { Size = cached.Reels.Bytes });

    private CachedReels NewList(Guid author)
    {
        var list = new AuthorReels();
        return new(list, new(LoadAsync));

        async Task<AuthorReels.State> LoadAsync()
        {
            var state = list.Loaded(await TimeLimits.RunAsync(
                limit => reels.ListByAuthorAsync(UserIds.Unpack(author), before: null, AuthorReels.Capacity, limit)));
            lock (_authors)
            {
                // Its size is known now. A list that was dropped in the meantime stays dropped.
                if (Find(author) is { } cached && cached.Reels == list)
                    Keep(author, cached);
            }
            return state;
        }
    }

    private sealed record CachedReels(AuthorReels Reels, SharedRead<AuthorReels.State> Refresh);
}
