using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The embedded stores of one test class, in a folder of their own.</summary>
public sealed class EmbeddedStoresFixture : IStoreEngine, IDisposable
{
    private readonly EmbeddedOptions _options = new()
    {
        Folder = Directory.CreateTempSubdirectory("reels-conformance-").FullName,
        WaitForDisk = false,
    };

    private ServiceProvider _ports;

    public EmbeddedStoresFixture() => _ports = Open();

    public IServiceProvider Ports => _ports;

    public int Many => 10_000;

    public int Concurrency => 500;

    internal EmbeddedStores Stores => _ports.GetRequiredService<EmbeddedStores>();

    public Task ReopenAsync()
    {
        Close();
        _ports = Open();
        return Task.CompletedTask;
    }

    /// <summary>Fill up the disk after the last statement of the write, in the same transaction.</summary>
    public async Task WhileWritesFailAsync(Func<Task> write)
    {
        var blocker = await WriterBlocker.StartAsync(Stores.Database);
        var writing = write();
        var failing = Stores.Database.WriteAsync(_ => throw new SqliteException("full", SQLitePCL.raw.SQLITE_FULL),
            CancellationToken.None);
        blocker.Dispose();
        await writing;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing);
    }

    /// <summary>A write is one command: its transaction.</summary>
    public async Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write)
    {
        if (command > 0 || afterItsEffect)
            await write();
        else
            await WhileWritesFailAsync(() => Assert.ThrowsAsync<StoreUnavailableException>(write));
        return command == 0;
    }

    /// <summary>Close all connections and move the file away, so that none can be opened.</summary>
    public async Task WhileReadsFailAsync(Func<Task> read)
    {
        for (var i = 0; i < _options.IdleReaders; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(
                async () => await Stores.Database.ReadAsync<int>(
                    _ => throw new InvalidOperationException(), CancellationToken.None));
        }

        var moved = _options.DatabaseFile + ".moved";
        File.Move(_options.DatabaseFile, moved);
        try
        {
            await read();
        }
        finally
        {
            File.Move(moved, _options.DatabaseFile);
        }
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(_options.Folder, recursive: true);
    }

    private ServiceProvider Open() =>
        new ServiceCollection().AddEmbeddedStores(new EmbeddedStores(_options)).BuildServiceProvider();

    // The provider doesn't dispose the stores that it was given.
    private void Close()
    {
        Stores.Dispose();
        _ports.Dispose();
    }
}
