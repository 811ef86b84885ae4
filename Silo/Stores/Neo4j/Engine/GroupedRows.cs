namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>
/// Writes rows in one transaction at a time. Rows that come meanwhile wait and are written together in the next one:
/// each transaction locks both people of an edge, so those of one followee could not run concurrently anyway.
/// </summary>
/// <param name="write">Writes up to <see cref="MaxRows"/> rows in one transaction.</param>
internal sealed class GroupedRows<TRow>(Func<IReadOnlyList<TRow>, Task> write)
{
    /// <summary>So many rows take well under the limit of a call, also on a busy machine.</summary>
    public const int MaxRows = 50;

    private readonly Lock _lock = new();
    private List<TRow> _waiting = [];
    private Task? _next;
    private Task _current = Task.CompletedTask;

    /// <param name="rows">All of them are written when this returns.</param>
    /// <param name="cancellationToken">Ends the wait; the rows are written nevertheless.</param>
    public Task WriteAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _waiting.AddRange(rows);
            if (_next is null)
            {
                var current = _current;

                // On no grain's scheduler: the rows of several grains are in it.
                _next = Task.Run(() => WriteNextAsync(current), CancellationToken.None);
            }

            return _next.WaitAsync(cancellationToken);
        }
    }

    private async Task WriteNextAsync(Task current)
    {
        // Its callers get its failure.
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        List<TRow> rows;
        lock (_lock)
        {
            (rows, _waiting) = (_waiting, []);
            (_current, _next) = (_next!, null);
        }

        foreach (var group in rows.Chunk(MaxRows))
            await write(group);
    }
}
