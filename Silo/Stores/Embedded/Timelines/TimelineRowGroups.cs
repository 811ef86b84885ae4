using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Timelines;

/// <summary>
/// Adds rows of many readers in groups: what is added while one group is written is the next group. A group is written
/// in the order of readers, so that the rows of several posts for one reader change the same page of the database once,
/// and a part at a time, so that other writes have their turn in between.
/// </summary>
internal sealed class TimelineRowGroups(EmbeddedDatabase database)
{
    /// <summary>Rows per write: some 5 ms of the writer, for which others wait (measured: 10 µs per row).</summary>
    private const int RowsPerWrite = 500;

    private readonly Lock _lock = new();
    private List<Addition> _waiting = [];
    private bool _isRunning;

    /// <inheritdoc cref="ITimelineStore.AddAsync"/>
    /// <remarks>A call that is given up is written with its group: its caller would repeat it.</remarks>
    public async Task AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entries.Count == 0 || readers.Count == 0)
            return;
        var addition = new Addition(entries, readers);
        lock (_lock)
        {
            _waiting.Add(addition);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(WriteGroupsAsync, CancellationToken.None);
            }
        }

        await addition.Written.WaitAsync(cancellationToken);
    }

    private async Task WriteGroupsAsync()
    {
        while (Take() is { Count: > 0 } group)
            await WriteAsync(group);
    }

    /// <summary>Those that wait; the loop ends where there are none.</summary>
    private List<Addition> Take()
    {
        lock (_lock)
        {
            var group = _waiting;
            _waiting = [];
            _isRunning = group.Count > 0;
            return group;
        }
    }

    /// <summary>Never fails: the failure of a part is the answer to those who have rows in it.</summary>
    private async Task WriteAsync(List<Addition> group)
    {
        foreach (var last in LastReaders(group))
        {
            var part = group.ConvertAll(addition => (Addition: addition, Readers: addition.ReadersUpTo(last)))
                .FindAll(rows => rows.Readers.Count > 0);
            try
            {
                await database.WriteAsync(
                    session => part.ForEach(rows => session.AddRows(rows.Addition.Entries, rows.Readers)),
                    CancellationToken.None, nameof(AddAsync));
            }
            catch (Exception exception)
            {
                part.ForEach(rows => rows.Addition.Fail(exception));
            }
        }

        group.ForEach(addition => addition.Succeed());
    }

    /// <summary>The last reader of each part, in order.</summary>
    private static IEnumerable<string> LastReaders(List<Addition> group)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var addition in group)
        {
            foreach (var reader in addition.Readers)
                rows[reader] = rows.GetValueOrDefault(reader) + addition.Entries.Count;
        }

        string[] readers = [.. rows.Keys.Order(StringComparer.Ordinal)];
        for (var (i, inPart) = (0, 0); i < readers.Length; i++)
        {
            inPart += rows[readers[i]];
            if (inPart < RowsPerWrite && i < readers.Length - 1)
                continue;
            yield return readers[i];
            inPart = 0;
        }
    }

    /// <summary>A call, and how far it is written.</summary>
    private sealed class Addition(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _next;

        public IReadOnlyList<TimelineEntry> Entries => entries;

        public string[] Readers { get; } = [.. readers.Order(StringComparer.Ordinal)];

        public Task Written => _written.Task;

        /// <summary>Those that were not taken before, up to this one.</summary>
        public ArraySegment<string> ReadersUpTo(string last)
        {
            var first = _next;
            while (_next < Readers.Length && string.CompareOrdinal(Readers[_next], last) <= 0)
                _next++;
            return new(Readers, first, _next - first);
        }

        public void Succeed() => _written.TrySetResult();

        public void Fail(Exception exception) => _written.TrySetException(exception);
    }
}
