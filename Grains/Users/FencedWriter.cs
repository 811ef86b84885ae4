using Reels.Grains.Interfaces;

namespace Reels.Grains.Users;

/// <summary>
/// Writes one user's follows or blocks. Another activation may write them too, so each write is decided from the stored
/// state, again and again, until its seq is the highest.
/// </summary>
internal abstract class FencedWriter<TState>
    where TState : class, IEquatable<TState>
{
    /// <summary>Each lost attempt means that another activation's write of the same state succeeded.</summary>
    private const int MaxAttempts = 8;

    // Others whose last write was not answered. It may still be applied, so the stored state doesn't prove that the
    // wish is fulfilled. A write with a higher seq does.
    private readonly HashSet<string> _inDoubt = [];
    private long? _lastSeq;

    /// <summary>
    /// Sets the state to on or off, and returns the stored state; null where a state that never existed is set to off.
    /// Refused where <see cref="NextAsync"/> has no state to write.
    /// </summary>
    protected Task<(bool Refused, TState? Stored)> WriteAsync(string other, bool on,
        CancellationToken cancellationToken) =>
        TimeLimits.WriteAsync(limit => WriteWithinAsync(other, on, limit), cancellationToken);

    protected abstract ValueTask<TState?> GetAsync(string other, CancellationToken limit);

    protected abstract ValueTask<TState> SetAsync(TState state, CancellationToken limit);

    /// <summary>
    /// The state to write in place of the stored one, without its seq; null where none may be written.
    /// </summary>
    protected abstract ValueTask<TState?> NextAsync(string other, bool on, TState? stored, CancellationToken limit);

    /// <summary>The highest seq that this user gave to a state before this activation.</summary>
    protected abstract ValueTask<long> LastSeqAsync(CancellationToken limit);

    protected abstract bool IsOn(TState state);

    protected abstract long SeqOf(TState state);

    protected abstract TState WithSeq(TState state, long seq);

    private async ValueTask<(bool Refused, TState? Stored)> WriteWithinAsync(string other, bool on,
        CancellationToken limit)
    {
        var stored = await GetAsync(other, limit);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if ((stored is not null && IsOn(stored)) == on && !_inDoubt.Contains(other))
                return (Refused: false, stored);
            if (await NextAsync(other, on, stored, limit) is not { } next)
                return (Refused: true, stored);

            var written = WithSeq(next, await NextSeqAsync(stored, limit));
            _inDoubt.Add(other);
            stored = await SetAsync(written, limit);

            // After the limit the caller has its answer, and another turn may be writing the same state: the doubt
            // ends with that turn's write.
            limit.ThrowIfCancellationRequested();
            _inDoubt.Remove(other);
            if (stored.Equals(written))
                return (Refused: false, stored);
        }

        throw StoreUnavailableException.Contended();
    }

    // A seq is used once, even if its write fails: the write may be stored, and no other state may have its seq.
    private async ValueTask<long> NextSeqAsync(TState? stored, CancellationToken limit)
    {
        var last = _lastSeq ?? await LastSeqAsync(limit);
        var next = Math.Max(last, stored is null ? 0 : SeqOf(stored)) + 1;
        _lastSeq = next;
        return next;
    }
}
