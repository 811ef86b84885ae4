using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Feeds;

/// <summary>
/// Per silo: the newest reels of the authors that timelines awake here merge. An announcement updates it before it
/// reaches any inbox.
/// </summary>
internal sealed class AuthorReelsCache(IReelStore reels, IOptions<CacheOptions> options) : IDisposable
{
    private readonly MemoryCache _authors = new(
        new MemoryCacheOptions { SizeLimit = options.Value.Of(CacheShare.PulledAuthors) });

    /// <summary>The author's list from memory where it is held, else from the store.</summary>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public ValueTask<AuthorReels.State> GetAsync(Guid author, CancellationToken cancellationToken) =>
        Find(author)?.Reels.Current is { } state ? new(state) : new(RefreshAsync(author, cancellationToken));

    /// <summary>
    /// The author's list with whatever the store has by now: what a timeline that wakes must see, since its reader may
    /// have seen it elsewhere.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public Task<AuthorReels.State> RefreshAsync(Guid author, CancellationToken cancellationToken)
    {
        // Held before the store is asked, so that no announcement falls between the two.
        HeldReels? held;
        lock (_authors)
        {
            held = Find(author);
            if (held is null)
                Keep(author, held = NewList(author));
        }
        return held.Refresh.JoinAsync().WaitAsync(cancellationToken);
    }

    public void Add(Guid author, Position reel) => Find(author)?.Reels.Add(reel);

    /// <summary>
    /// The list is read anew when it is next needed: readers turn to it from rows, which may have shown them what was
    /// not announced here yet.
    /// </summary>
    public void Forget(Guid author)
    {
        lock (_authors)
            _authors.Remove(author);
    }

    public void Dispose() => _authors.Dispose();

    private HeldReels? Find(Guid author) => _authors.Get<HeldReels>(author);

    private void Keep(Guid author, HeldReels held) =>
        _authors.Set(author, held, new MemoryCacheEntryOptions { Size = held.Reels.Bytes });

    private HeldReels NewList(Guid author)
    {
        var list = new AuthorReels();
        return new(list, new(LoadAsync));

        async Task<AuthorReels.State> LoadAsync()
        {
            var state = list.Loaded(await TimeLimits.RunAsync(
                limit => reels.ListByAuthorAsync(UserIds.Unpack(author), before: null, AuthorReels.Capacity, limit)));
            lock (_authors)
            {
                // Its size is known now. One that was forgotten meanwhile stays so.
                if (Find(author) is { } held && held.Reels == list)
                    Keep(author, held);
            }
            return state;
        }
    }

    private sealed record HeldReels(AuthorReels Reels, SharedRead<AuthorReels.State> Refresh);
}
