using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Timelines;

/// <summary>Per silo: the newest reels of the authors that timelines awake here merge. An announcement updates it before it reaches any inbox.</summary>
public sealed class AuthorReelsCache(IReelStore reels, IOptions<CacheOptions> options) : IDisposable
{
    private readonly MemoryCache _authors = new(new MemoryCacheOptions { SizeLimit = Math.Max(1, options.Value.Of(CacheShare.MergedAuthors) / AuthorReels.Bytes) });

    /// <summary>The author's list from memory where it is held, else from the store.</summary>
    public ValueTask<AuthorReels.State> GetAsync(Guid author, CancellationToken cancellationToken) =>
        _authors.TryGetValue(author, out AuthorReels? held) && held!.Current is { } state ? new(state) : RefreshAsync(author, cancellationToken);

    /// <summary>The author's list with whatever the store has by now: what a timeline that wakes must see, since its reader may have seen it elsewhere.</summary>
    public async ValueTask<AuthorReels.State> RefreshAsync(Guid author, CancellationToken cancellationToken)
    {
        // Held before the store is asked, so that no announcement falls between the two.
        var held = Hold(author);
        return held.Loaded(await reels.ListByAuthorAsync(UserIds.Unpack(author), before: null, AuthorReels.Capacity, cancellationToken));
    }

    public void Announced(Guid author, Position reel)
    {
        if (_authors.TryGetValue(author, out AuthorReels? held))
            held!.Add(reel);
    }

    /// <summary>The list is read anew when it is next needed: readers turn to it from rows, which may have shown them what was not announced here yet.</summary>
    public void Forget(Guid author)
    {
        lock (_authors)
            _authors.Remove(author);
    }

    public void Dispose() => _authors.Dispose();

    private AuthorReels Hold(Guid author)
    {
        lock (_authors)
            return _authors.TryGetValue(author, out AuthorReels? held) ? held! : _authors.Set(author, new AuthorReels(), new MemoryCacheEntryOptions { Size = 1 });
    }
}
