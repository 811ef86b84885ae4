using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Likes;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Two engines that several silos share: those with the truth of likes and with their projection.</summary>
internal sealed class LikeSides(ILikeTruthEngine truthEngine, ILikeProjectionEngine projectionEngine)
    : IAsyncDisposable
{
    public ILikeTruthEngine TruthEngine => truthEngine;

    public ILikeTruth Truth => truthEngine.Truth;

    public ILikeProjectionEngine ProjectionEngine => projectionEngine;

    public ILikeProjection Projection => projectionEngine.Projection;

    /// <summary>Close both engines, and open them again.</summary>
    public async Task ReopenAsync()
    {
        await truthEngine.ReopenAsync();
        await projectionEngine.ReopenAsync();
    }

    /// <summary>Return when a silo has drained the tail.</summary>
    public Task DrainedAsync() => Until.TrueAsync(async () => (await Truth.ListTailAsync(1, default)).Count == 0);

    /// <summary>Return when the truth has these reels again, and nothing is left to do.</summary>
    public Task SettledAsync(LikeSilo silo, params Guid[] reels) => Until.TrueAsync(async () =>
    {
        try
        {
            await silo.Store.CountsAsync(reels, default);

            // The reader of a document stores the rows that its last writer has left pending.
            foreach (var reel in reels)
                await silo.Store.ListAsync(reel, null, 1, default);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }

        var (newest, lostBefore) = await Projection.GetEpochsAsync(default);
        var copies = await Truth.ReadAsync(reels, null, default);
        var documents = await Projection.GetManyAsync(reels, default);
        return (await Truth.ListTailAsync(1, default)).Count == 0
            && documents.All(document => document.IsClosed || (document.Pending.IsEmpty && document.IsInTruth
                && copies.TryGetValue(document.ReelId, out var copy) && copy.Epoch == document.Epoch
                && copy.Epoch >= lostBefore && copy.Checked >= newest));
    });

    /// <summary>
    /// Assert that both sides know the same likers of a settled reel, that both counts are their number, and return
    /// them.
    /// </summary>
    public async Task<string[]> AssertAgreeAsync(Guid reel, params string[] users)
    {
        var rows = await Projection.GetRowsAsync([reel], users, default);
        string[] likers = [.. rows.Where(row => row.Liked).Select(row => row.UserId).Order(StringComparer.Ordinal)];
        var document = Assert.Single(await Projection.GetManyAsync([reel], default));
        Assert.Equal(likers.Length, document.Count);
        Assert.Equal(likers.Length, (await Truth.ReadAsync([reel], null, default))[reel].Count);
        Assert.Equal(likers, (await Projection.ListAsync(reel, null, 1_000, default)).Select(place => place.UserId)
            .Order(StringComparer.Ordinal));
        foreach (var user in users)
        {
            if ((await Truth.ReadAsync([reel], user, default))[reel].Liked is { } liked)
                Assert.Equal((user, likers.Contains(user)), (user, liked));
        }

        return likers;
    }

    public async ValueTask DisposeAsync()
    {
        await truthEngine.DisposeAsync();
        await projectionEngine.DisposeAsync();
    }
}
