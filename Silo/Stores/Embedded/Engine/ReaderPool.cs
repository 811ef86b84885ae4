using System.Collections.Concurrent;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// Read-only connections with their prepared statements. No reader waits: if none is idle, another is opened.
/// </summary>
internal sealed class ReaderPool(EmbeddedOptions options) : IDisposable
{
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private volatile bool _closed;

    /// <exception cref="StoreUnavailableException">The disk or the file failed, or the pool is closed.</exception>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        SqliteSession? session = null;
        try
        {
            session = Rent();
            var answer = query(session);
            Return(session);
            return answer;
        }
        catch (Exception exception)
        {
            session?.Dispose();
            if (StorageFailure.Is(exception))
                throw StorageFailure.NothingWritten();

            throw;
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var session))
            session.Dispose();
    }

    private SqliteSession Rent()
    {
        if (_closed)
            throw StorageFailure.NothingWritten();

        return _idle.TryPop(out var idle) ? idle : SqliteSession.OpenReader(options);
    }

    private void Return(SqliteSession session)
    {
        if (_closed || _idle.Count >= options.IdleReaders)
        {
            session.Dispose();
            return;
        }

        _idle.Push(session);
        if (_closed && _idle.TryPop(out var late))
            late.Dispose();
    }
}
