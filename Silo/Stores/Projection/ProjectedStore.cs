using System.Diagnostics;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection;

/// <summary>
/// One truth and one projection of the same rows. A write goes to the truth, then within the same call to the
/// projection. If the projection does not take it in time, the write is answered nevertheless, and the catch-up
/// projects it: a loop of this class that lists the rows which the truth doesn't know as projected.
/// </summary>
/// <remarks>
/// <para>A projection that lags isn't read. This silo knows of a lag from its own writes, before it answers them, and
/// from each look of the loop (<see cref="LookPace"/>). The lag ends with a look that has projected everything it
/// found, if no row was missed since it began. Before the first such look nothing is known, and the projection isn't
/// read.</para>
/// <para>Another silo learns with its next look that a row of this silo was not projected. So for at most
/// <see cref="LookPace.Idle"/> and the time of a look it may read the projection without that row. If the truth becomes
/// unavailable within that time, it reads so until the truth can be listed again.</para>
/// <para>A write whose outcome in the truth is unknown isn't projected in its call, and is no lag: its caller got no
/// answer.</para>
/// <para>Several silos may catch up concurrently: the seq of each row refuses older ones.</para>
/// </remarks>
internal abstract class ProjectedStore<TRow>(
    string rows, ITruth<TRow> truth, IProjection<TRow> projection, ILogger logger, TimeSpan callLimit)
    : BackgroundService
    where TRow : class
{
    /// <summary>The longest that one step of the catch-up waits.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time after a failed read in which the truth isn't asked again, unless a look has found it well. Short,
    /// because the projection doesn't know yet who has registered since the truth is back.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>Rows per step of the catch-up.</summary>
    private const int Step = 200;

    private readonly ProjectionLag _lag = new(rows);
    private readonly LookPace _pace = new();

    // While the projection fails, writes leave their rows to the catch-up: otherwise each would wait for its limit.
    private volatile bool _isFailing;

    // A timestamp of the last read of the truth that failed; 0 while the truth answers.
    private long _truthFailedAt;

    /// <summary>Whether the projection has every row that this silo knows of. Otherwise it isn't read.</summary>
    public bool IsCurrent => _lag.IsCurrent;

    /// <summary>
    /// Whether the truth has just failed: a request that reads several times waits for its limit once, and not each
    /// time.
    /// </summary>
    public bool IsTruthResting =>
        Volatile.Read(ref _truthFailedAt) is var at and not 0 && Stopwatch.GetElapsedTime(at) < Rest;

    public override void Dispose()
    {
        _lag.Dispose();
        base.Dispose();
        _pace.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool isDone;
        do
        {
            isDone = false;
            _pace.Begin();
            try
            {
                isDone = await CatchUpAsync(stoppingToken) && IsCurrent;
            }
            catch (StoreUnavailableException)
            {
                // The next look tries again; a lag of the projection was logged when it began.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.CatchUpFailed(exception, rows);
            }
        }
        while (await _pace.NextAsync(isDone, stoppingToken));
    }

    /// <summary>
    /// Projects a row that the truth has stored, and marks it as projected. It never fails because of a store.
    /// </summary>
    protected async Task ProjectAsync(TRow row)
    {
        if (!await TryPutAsync(row))
            return;
        try
        {
            await LimitAsync(limit => truth.MarkProjectedAsync([row], limit), callLimit, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The catch-up marks it.
        }
    }

    /// <summary>
    /// Projects a row that the truth has stored, and leaves its mark to the catch-up, which projects a row that fails
    /// here.
    /// </summary>
    protected async Task<bool> TryPutAsync(TRow row)
    {
        _pace.Hurry();
        if (_isFailing)
        {
            Miss();
            return false;
        }

        try
        {
            await PutAsync([row], callLimit, CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Reads the truth; while it is unavailable the projection, unless that lags.</summary>
    protected async ValueTask<T> ReadTruthFirstAsync<T>(Func<CancellationToken, ValueTask<T>> readTruth,
        Func<CancellationToken, ValueTask<T>> readProjection, CancellationToken cancellationToken)
    {
        if (IsTruthResting && IsCurrent)
            return await ReadAsync(readProjection, cancellationToken);
        try
        {
            return await ReadAsync(readTruth, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            Volatile.Write(ref _truthFailedAt, Stopwatch.GetTimestamp());
            if (!IsCurrent)
                throw;
            return await ReadAsync(readProjection, cancellationToken);
        }
    }

    /// <summary>Reads the projection; while it lags or is unavailable the truth.</summary>
    protected async ValueTask<T> ReadProjectionFirstAsync<T>(Func<CancellationToken, ValueTask<T>> readTruth,
        Func<CancellationToken, ValueTask<T>> readProjection, CancellationToken cancellationToken)
    {
        try
        {
            if (IsCurrent)
                return await ReadAsync(readProjection, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The truth has it too.
        }

        return await ReadAsync(readTruth, cancellationToken);
    }

    /// <summary>Reads one side within the limit of a read.</summary>
    protected ValueTask<T> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) => LimitAsync(read, callLimit, cancellationToken);

    /// <summary>
    /// Erases up to a limit of rows from each side, from the truth first: the catch-up finds an erased row no more.
    /// Returns the larger number, so that 0 means that neither side has one left.
    /// </summary>
    protected static async ValueTask<int> EraseAsync(Func<ValueTask<int>> eraseTruth,
        Func<ValueTask<int>> eraseProjection)
    {
        var erased = await eraseTruth();
        try
        {
            return Math.Max(erased, await eraseProjection());
        }
        catch (StoreUnavailableException) when (erased > 0)
        {
            // The last step, which finds nothing in the truth, reports it.
            return erased;
        }
    }

    /// <summary>Projects all rows that aren't marked. Returns whether there was none.</summary>
    private async Task<bool> CatchUpAsync(CancellationToken stoppingToken)
    {
        var missed = _lag.Missed;
        TRow? last = null;
        while (await LimitAsync(limit => truth.ListUnprojectedAsync(last, Step, limit), StepLimit, stoppingToken)
            is { Count: > 0 } found)
        {
            await PutAsync(found, StepLimit, stoppingToken);
            await LimitAsync(limit => truth.MarkProjectedAsync(found, limit), StepLimit, stoppingToken);
            last = found[^1];
        }

        _isFailing = false;
        Volatile.Write(ref _truthFailedAt, 0);
        if (_lag.CatchUp(missed))
            logger.CaughtUp(rows);
        return last is null;
    }

    private async Task PutAsync(IReadOnlyList<TRow> found, TimeSpan within, CancellationToken cancellationToken)
    {
        var isPut = false;
        try
        {
            await LimitAsync(limit => projection.PutAsync(found, limit), within, cancellationToken);
            isPut = true;
        }
        finally
        {
            _isFailing = !isPut;
            if (!isPut)
                Miss();
        }
    }

    private void Miss()
    {
        if (_lag.Miss())
            logger.Lags(rows);
    }

    private static async Task LimitAsync(Func<CancellationToken, ValueTask> call, TimeSpan within,
        CancellationToken cancellationToken) => await LimitAsync(
        async limit =>
        {
            await call(limit);
            return true;
        },
        within,
        cancellationToken);

    private static ValueTask<T> LimitAsync<T>(Func<CancellationToken, ValueTask<T>> call, TimeSpan within,
        CancellationToken cancellationToken) =>
        SideLimit.RunAsync(call, within, outcomeUnknown: false, cancellationToken);
}
