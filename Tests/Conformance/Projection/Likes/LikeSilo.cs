using Microsoft.Extensions.Logging.Abstractions;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Tests.Cluster;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>The projected likes of one silo, with a probe of its own in front of each side.</summary>
internal sealed class LikeSilo : IAsyncDisposable
{
    /// <summary>A call is never late because the machine is slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A silo looks often, so that tests are short.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public LikeSilo(LikeSides sides, TimeSpan? callLimit = null, TimeSpan? interval = null)
    {
        Store = new(Truth.Wrap<ILikeTruth>(sides.Truth), Projection.Wrap<ILikeProjection>(sides.Projection),
            NullLogger<ProjectedLikeStore>.Instance, callLimit ?? Patience, interval ?? Interval);
    }

    public StoreProbe Truth { get; } = new() { HidesTokens = true };

    public StoreProbe Projection { get; } = new() { HidesTokens = true };

    public ProjectedLikeStore Store { get; }

    public Task StartAsync() => Store.StartAsync(CancellationToken.None);

    public Task StopAsync() => Store.StopAsync(CancellationToken.None);

    /// <summary>Fail the calls that commit a write, before their effect.</summary>
    public void FailCommits()
    {
        Truth.FailOnly(call => call is LikeCalls.Apply or LikeCalls.Close);
        Projection.FailOnly(call => call is LikeCalls.Commit);
    }

    /// <summary>Answer all calls, and return when the truth is asked again.</summary>
    public Task RecoverAsync()
    {
        Truth.Recover();
        Projection.Recover();
        return Until.TrueAsync(() => !Store.IsTruthResting);
    }

    /// <summary>Set a user's state. Returns whether that was answered.</summary>
    public async Task<bool> TrySetAsync(Guid reel, string user, bool liked, DateTimeOffset? at = null)
    {
        try
        {
            await SetAsync(reel, user, liked, at);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public async Task<long?> SetAsync(Guid reel, string user, bool liked, DateTimeOffset? at = null) =>
        await Store.ApplyAsync(reel, [new LikeChange(user, liked, at ?? Some.Now)], default);

    public async Task<bool> IsLikedAsync(Guid reel, string user) =>
        (await Store.WhichLikedAsync(user, [reel], default)).Contains(reel);

    public async Task<long> CountAsync(Guid reel) => (await Store.CountsAsync([reel], default))[reel];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Store.Dispose();
    }
}

/// <summary>Names of calls to the sides, as a probe gets them.</summary>
internal static class LikeCalls
{
    public const string Apply = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.ApplyAsync)}";
    public const string Close = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.CloseAsync)}";
    public const string Load = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.LoadAsync)}";
    public const string States = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.SetStatesAsync)}";
    public const string Mark = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.TryMarkAsync)}";
    public const string Commit = $"{nameof(ILikeProjection)}.{nameof(ILikeProjection.TryPutAsync)}";
    public const string RemoveTail = $"{nameof(ILikeTruth)}.{nameof(ILikeTruth.RemoveTailAsync)}";
    public const string Rows = $"{nameof(ILikeProjection)}.{nameof(ILikeProjection.GetRowsAsync)}";
    public const string PutRows = $"{nameof(ILikeProjection)}.{nameof(ILikeProjection.PutRowsAsync)}";
}
