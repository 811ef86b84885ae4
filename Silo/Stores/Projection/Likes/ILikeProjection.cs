using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// The copy of the likes: a document per reel, a row per user and reel, and one document with the newest epoch. Each
/// document and each row is written in a step of its own.
/// </summary>
internal interface ILikeProjection
{
    /// <summary>Zeros at the beginning.</summary>
    ValueTask<LikeEpochs> GetEpochsAsync(CancellationToken cancellationToken);

    /// <summary>Raises each of the two where it is lower, both in one step. Returns what they are then.</summary>
    ValueTask<LikeEpochs> RaiseEpochsAsync(LikeEpochs epochs, CancellationToken cancellationToken);

    /// <summary>The documents of these reels; those without one are left out.</summary>
    ValueTask<IReadOnlyList<ReelDocument>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>Documents ordered by their reels' ids, strictly after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<ReelDocument>> ListReelsAsync(Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a document where the stored one has the version below it (of version 1: where there is none). Returns
    /// whether it did.
    /// </summary>
    ValueTask<bool> TryPutAsync(ReelDocument document, CancellationToken cancellationToken);

    /// <summary>Empties the list of pending rows, where the document still has this version.</summary>
    ValueTask ClearPendingAsync(Guid reelId, long version, CancellationToken cancellationToken);

    /// <summary>
    /// Stores each row where its seq is higher than that of the stored row. Rows come in any order, and any number of
    /// times.
    /// </summary>
    /// <param name="rows">Up to 500.</param>
    /// <param name="changedIn">The epoch of the document that has committed them.</param>
    ValueTask PutRowsAsync(IReadOnlyCollection<LikeRow> rows, long changedIn, CancellationToken cancellationToken);

    /// <summary>The rows of these users and reels, liked or not; those that don't exist are left out.</summary>
    ValueTask<IReadOnlyList<LikeRow>> GetRowsAsync(IReadOnlyCollection<Guid> reelIds,
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// A reel's rows, liked or not, that were changed in a later epoch, ordered by user id, strictly after
    /// <paramref name="after"/>.
    /// </summary>
    ValueTask<IReadOnlyList<LikeRow>> ListChangedAsync(Guid reelId, long afterEpoch, string after, int limit,
        CancellationToken cancellationToken);

    /// <inheritdoc cref="ILikeStore.ListAsync"/>
    ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>Some reels that the user likes.</summary>
    ValueTask<IReadOnlyList<Guid>> ListLikedAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Some reels that the user doesn't like, with a row that was stored more than 10 s ago by the engine's clock:
    /// until then the row must refuse older ones that are on their way.
    /// </summary>
    ValueTask<IReadOnlyList<Guid>> ListEndedAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a user's row.</summary>
    ValueTask RemoveAsync(Guid reelId, string userId, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> rows of a reel, liked or not. Returns how many.</summary>
    ValueTask<int> RemoveAsync(Guid reelId, int limit, CancellationToken cancellationToken);
}

/// <param name="Newest">The newest epoch of any reel, or a newer one.</param>
/// <param name="LostBefore">The truth may have lost orders in copies of older epochs.</param>
internal readonly record struct LikeEpochs(long Newest, long LostBefore = 0);

/// <summary>A reel's likes in the projection. Storing its next version commits every change of them.</summary>
/// <param name="Version">Rises by one with each change; 0 where there is no document yet.</param>
/// <param name="Epoch">The epoch of its last load into the truth, or of the takeover.</param>
/// <param name="Checked">At least <see cref="TruthReel.Checked"/> of the truth's copy.</param>
/// <param name="IsInTruth">Whether the truth takes the writes of this epoch; otherwise this document does.</param>
/// <param name="Count">The number of users whose row is liked, pending rows included.</param>
/// <param name="Pending">Rows that this version has committed, and that may not be stored yet.</param>
internal sealed record ReelDocument(Guid ReelId, long Version, long Epoch, long Checked, bool IsInTruth, long Count,
    bool IsClosed, ImmutableArray<LikeRow> Pending)
{
    public static ReelDocument None(Guid reelId) => new(reelId, 0, 0, 0, false, 0, false, []);

    /// <summary>The next version, to which changes are made.</summary>
    public ReelDocument Next() => this with { Version = Version + 1, Pending = [] };
}
