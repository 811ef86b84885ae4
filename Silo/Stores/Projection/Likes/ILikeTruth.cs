using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// The likes as they are written: counts, states and a tail, in an engine that may forget states after a while, and may
/// lose everything. Each method runs in one step per reel.
/// </summary>
/// <remarks>
/// A reel belongs to one epoch. A copy of a reel is current for a silo that knows the epochs if
/// <c>LostBefore ≤ Epoch ≤ Newest ≤ Checked</c>.
/// </remarks>
internal interface ILikeTruth
{
    /// <summary>
    /// Makes a reel without likes, where it isn't known. A missing state means no until about a month after
    /// <paramref name="createdAt"/>.
    /// </summary>
    ValueTask BeginAsync(Guid reelId, long epoch, DateTimeOffset createdAt, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a batch to a current reel, or nothing of it. Each change of a state changes the count, and appends a row
    /// to the tail, with the reel's epoch and the next number. The mark rises by one.
    /// </summary>
    ValueTask<LikeAnswer> ApplyAsync(Guid reelId, LikeBatch batch, CancellationToken cancellationToken);

    /// <summary>The reels that it knows, current or not.</summary>
    /// <param name="userId">Whose state to return; null: nobody's.</param>
    ValueTask<IReadOnlyDictionary<Guid, TruthReel>> ReadAsync(IReadOnlyCollection<Guid> reelIds, string? userId,
        CancellationToken cancellationToken);

    /// <summary>Raises what a reel of this epoch is checked up to. Does nothing to a reel of another epoch.</summary>
    ValueTask CheckAsync(Guid reelId, long epoch, long upTo, CancellationToken cancellationToken);

    /// <summary>
    /// Sets states of a known reel of an epoch below <paramref name="epoch"/>, without changing its count or its tail:
    /// the preparation of <see cref="LoadAsync"/>. From then on the reel takes no batch until it is loaded, since these
    /// states may be older than its own. Does nothing once states of a higher epoch were set: a call that was given up
    /// may arrive after those of the next load.
    /// </summary>
    ValueTask SetStatesAsync(Guid reelId, long epoch, IReadOnlyList<LikeRow> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a reel current: sets its count and its epoch, with no number taken. A reel that wasn't known gets no state
    /// by that, and its missing ones mean nothing. Returns false, and does nothing, where the reel has another epoch
    /// than <paramref name="from"/> (null: isn't known), or has a tail.
    /// </summary>
    /// <param name="reelId">The reel.</param>
    /// <param name="from">The epoch of its copy.</param>
    /// <param name="epoch">The new one.</param>
    /// <param name="count">Of the projection.</param>
    /// <param name="isLost">Whether the copy is as one that wasn't known: its states and its tail mean nothing.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    ValueTask<bool> LoadAsync(Guid reelId, long? from, long epoch, long count, bool isLost,
        CancellationToken cancellationToken);

    /// <summary>
    /// Raises a mark by one, and returns its number. Returns null, and does nothing, where that is below the given one:
    /// then the truth has lost what came after.
    /// </summary>
    ValueTask<long?> TryMarkAsync(LikeMark mark, CancellationToken cancellationToken);

    /// <summary>
    /// Closes a reel for good, known or not, and lowers its count by up to <paramref name="limit"/>. Returns by how
    /// many. Nobody likes a closed reel.
    /// </summary>
    ValueTask<int> CloseAsync(Guid reelId, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets a user's state. A missing one then means what it means for the reel.</summary>
    ValueTask ForgetAsync(Guid reelId, string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the turn to drain the tail, or keeps it for another 2 s, where no other silo has it. A turn saves work and
    /// protects nothing: a silo may drain without it.
    /// </summary>
    /// <param name="silo">A name of its own.</param>
    /// <param name="upTo">A place in the tail, or null.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    ValueTask<TailLook> LookAtTailAsync(string silo, string? upTo, CancellationToken cancellationToken);

    /// <summary>Ends the turn of this silo, if it has it.</summary>
    ValueTask EndTurnAsync(string silo, CancellationToken cancellationToken);

    /// <summary>Rows that are not yet removed from the tail, oldest first.</summary>
    ValueTask<IReadOnlyList<TailRow>> ListTailAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes rows from the tail, whichever silo has listed them. It can be repeated.</summary>
    ValueTask RemoveTailAsync(IReadOnlyCollection<TailRow> rows, CancellationToken cancellationToken);
}

/// <summary>A number that only rises, and that the truth keeps for a silo. No other silo writes it.</summary>
/// <param name="Number">The highest that was answered; 0 at first.</param>
internal readonly record struct LikeMark(string Name, long Number);

/// <param name="Epochs">Those that the silo knows.</param>
/// <param name="Writer">The process that sends it.</param>
/// <param name="Number">The number of the call, which rises within a process. A batch is refused once one with the same
/// or a higher number was applied.</param>
/// <param name="Mark">The silo's. A batch is refused where the truth has not reached it.</param>
/// <param name="Changes">1 to 500.</param>
/// <param name="States">States from the projection, used where the truth has none.</param>
internal sealed record LikeBatch(
    LikeEpochs Epochs, string Writer, long Number, LikeMark Mark, IReadOnlyList<LikeChange> Changes,
    IReadOnlyDictionary<string, bool> States);

internal enum LikeOutcome
{
    Applied,

    /// <summary>The reel is closed.</summary>
    Closed,

    /// <summary>A later call of this process came first.</summary>
    Superseded,

    /// <summary>The reel isn't known, isn't current, or is being loaded.</summary>
    NotCurrent,

    /// <summary>The states of some users aren't known.</summary>
    StatesUnknown,

    /// <summary>The truth has lost what it had answered to this silo.</summary>
    Lost,
}

/// <param name="Count">The count after the batch, where it was applied.</param>
/// <param name="Reel">The reel, where it isn't current; null where it isn't known.</param>
/// <param name="Unknown">The users whose states aren't known.</param>
/// <param name="Seq">The reel's epoch and its last number, after the batch.</param>
/// <param name="Mark">The number of the mark, after the batch.</param>
internal sealed record LikeAnswer(
    LikeOutcome Outcome, long Count = 0, TruthReel? Reel = null, IReadOnlyList<string>? Unknown = null,
    LikeSeq Seq = default, long Mark = 0);

/// <param name="Epoch">The epoch that it was begun or loaded in.</param>
/// <param name="Checked">The highest epoch in which a silo found that the projection has no newer one.</param>
/// <param name="HasTail">Whether any of its rows is in the tail.</param>
/// <param name="Liked">The asked user's state; null where it isn't known.</param>
internal sealed record TruthReel(long Epoch, long Checked, long Count, bool HasTail, bool IsClosed, bool? Liked = null);

/// <param name="Id">Its place in the tail, as the engine names it.</param>
internal sealed record TailRow(string Id, LikeRow Row);

/// <param name="IsMyTurn">Whether the silo that asked has the turn.</param>
/// <param name="HasUpTo">Whether a row is left that is as old as the asked place or older.</param>
/// <param name="Newest">The place of the newest row; null where the tail is empty.</param>
internal sealed record TailLook(bool IsMyTurn, bool HasUpTo, string? Newest);
