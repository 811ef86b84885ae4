using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedDiskFailureTests
{
    // SQLite reports a page limit like a full disk, and query_only like a read-only disk. Both end with the connection.
    [Theory]
    [InlineData("PRAGMA max_page_count = 4")]
    [InlineData("PRAGMA query_only = ON")]
    public async Task A_failing_disk_refuses_writes_keeps_reading_and_recovers(string fault)
    {
        using var notes = new EmbeddedNotes();
        await notes.AddAsync("before");
        await notes.Database.WriteAsync(session => session.Execute(fault), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => notes.AddAsync(new string('x', 100_000)));
        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(["before"], await notes.AllAsync());
        var health = new SqliteHealth(notes.Database);
        Assert.False(await health.IsUpAsync(CancellationToken.None));

        await notes.AddAsync("since");
        Assert.True(await health.IsUpAsync(CancellationToken.None));
        Assert.Equal(["before", "since"], await notes.AllAsync());
    }

    // A trigger's ROLLBACK ends the transaction of the whole group, in spite of its savepoints.
    [Fact]
    public async Task A_lost_transaction_refuses_its_whole_group_only()
    {
        using var notes = new EmbeddedNotes();
        notes.Reopen(
            "CREATE TRIGGER lost BEFORE INSERT ON notes WHEN new.text = 'lost' "
                + "BEGIN SELECT RAISE(ROLLBACK, 'lost'); END");
        var blocker = await notes.BlockWriterAsync();
        Task<int>[] group = [notes.AddAsync("first"), notes.AddAsync("lost"), notes.AddAsync("last")];
        blocker.Dispose();

        foreach (var write in group)
            Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => write)).OutcomeUnknown);

        await notes.AddAsync("next");
        Assert.Equal(["next"], await notes.AllAsync());
    }

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_IOERR, true)]
    [InlineData(SQLitePCL.raw.SQLITE_FULL, false)]
    [InlineData(SQLitePCL.raw.SQLITE_READONLY, false)]
    [InlineData(SQLitePCL.raw.SQLITE_BUSY, false)]
    public void Only_a_commit_that_may_have_reached_the_disk_is_unknown(int code, bool unknown) =>
        Assert.Equal(unknown, StorageFailure.MayHaveCommitted(new SqliteException("commit", code)));

    [Fact]
    public async Task A_group_that_the_disk_refused_leaves_nothing_behind()
    {
        using var notes = new EmbeddedNotes();
        await notes.Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 4"),
            CancellationToken.None);
        var blocker = await notes.BlockWriterAsync();
        Task<int>[] group = [notes.AddAsync("small"), notes.AddAsync(new string('x', 100_000)),
            notes.AddAsync("other")];
        blocker.Dispose();

        foreach (var write in group)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => write);

        Assert.Empty(await notes.AllAsync());
    }
}
