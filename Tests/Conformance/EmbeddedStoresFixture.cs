using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The embedded stores of one suite, in a folder of their own.</summary>
public sealed class EmbeddedStoresFixture : IStoreEngine, IDisposable
{
    private readonly EmbeddedOptions _options = new()
    {
        Folder = Directory.CreateTempSubdirectory(
        "reels-conformance-").FullName,
        WaitForDisk = false
    };

    public EmbeddedStoresFixture() => Stores = new EmbeddedStores(_options);

    internal EmbeddedStores Stores { get; private set; }

    public Task ReopenAsync()
    {
        Stores.Dispose();
        Stores = new EmbeddedStores(_options);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The disk fills up right behind the write, in the same transaction, when all that it does has been done.
    /// </summary>
    public async Task WhileWritesFailAsync(Func<Task> write)
    {
        var hold = await WriterHold.OfAsync(Stores.Database);
        var writing = write();
        var failing = Stores.Database.WriteAsync(_ => throw new SqliteException("full", SQLitePCL.raw.SQLITE_FULL),
            CancellationToken.None);
        hold.Dispose();
        await writing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing);
    }

    /// <summary>No connection is left, and none can be opened, for the file is away.</summary>
    public async Task WhileReadsFailAsync(Func<Task> read)
    {
        for (var i = 0; i < _options.IdleReaders; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(
                async () =>
                    await Stores.Database.ReadAsync<int>(_ => throw new InvalidOperationException(),
                        CancellationToken.None));
        }

        var away = _options.DatabaseFile + ".away";
        File.Move(_options.DatabaseFile, away);
        try
        {
            await read();
        }
        finally
        {
            File.Move(away, _options.DatabaseFile);
        }
    }

    public void Dispose()
    {
        Stores.Dispose();
        Directory.Delete(_options.Folder, recursive: true);
    }
}
