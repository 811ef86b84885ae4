using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedDatabaseTests
{
    [Fact]
    public async Task A_read_after_an_answered_write_sees_it()
    {
        using var notes = new EmbeddedNotes();
        for (var i = 0; i < 100; i++)
        {
            await notes.AddAsync($"{i:000}");
            Assert.Equal(i + 1, (await notes.AllAsync()).Count);
        }
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_commit()
    {
        using var notes = new EmbeddedNotes();
        var before = notes.Database.Commits;
        var blocker = await notes.BlockWriterAsync();
        var writes = Enumerable.Range(0, 200).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        blocker.Dispose();
        await Task.WhenAll(writes);

        Assert.InRange(notes.Database.Commits - before, 1, 2);
        Assert.Equal(200, (await notes.AllAsync()).Count);
    }

    [Fact]
    public async Task A_group_is_bounded()
    {
        using var notes = new EmbeddedNotes(options => options.MaxGroup = 10);
        var blocker = await notes.BlockWriterAsync();
        var writes = Enumerable.Range(0, 95).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        blocker.Dispose();
        await Task.WhenAll(writes);

        // There are 96 writes: the blocker's is one of them.
        Assert.InRange(notes.Database.Commits, 10, 96);
    }

    [Fact]
    public async Task A_log_that_can_not_restart_now_restarts_later()
    {
        using var notes = new EmbeddedNotes(options => options.CheckpointPages = 100);
        await notes.AddAsync(new string('x', 3_000_000));
        Assert.True(new FileInfo(notes.Options.LogFile).Length > notes.Options.LogBytes);

        // SQLite refuses this in a transaction that has written.
        await notes.Database.WriteAsync(
            session =>
            {
                session["INSERT INTO notes VALUES ('meanwhile')"].Run();
                session.LimitLog(notes.Options);
            },
            CancellationToken.None);

        Assert.Equal(2, (await notes.AllAsync()).Count);
        Assert.InRange(new FileInfo(notes.Options.LogFile).Length, 0, notes.Options.LogBytes);
    }

    [Fact]
    public async Task One_failed_write_does_not_fail_the_others_of_its_group()
    {
        using var notes = new EmbeddedNotes();
        await notes.AddAsync("taken");
        var blocker = await notes.BlockWriterAsync();
        var good = Enumerable.Range(0, 20).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        var constraint = notes.Database.WriteAsync(
            session =>
            {
                session["INSERT INTO notes VALUES ('half')"].Run();
                session["INSERT INTO notes VALUES ('taken')"].Run();
            },
            CancellationToken.None);
        var bug = notes.Database.WriteAsync(
            session =>
            {
                session["INSERT INTO notes VALUES ('half')"].Run();
                throw new InvalidOperationException("a bug");
            },
            CancellationToken.None);
        var last = notes.AddAsync("last");
        blocker.Dispose();

        await Task.WhenAll(good);
        await last;
        await Assert.ThrowsAsync<SqliteException>(() => constraint);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bug);
        var all = await notes.AllAsync();
        Assert.Equal(22, all.Count);
        Assert.DoesNotContain("half", all);
    }

    [Fact]
    public async Task A_write_cancelled_in_the_queue_is_never_made()
    {
        using var notes = new EmbeddedNotes();
        using var cancellation = new CancellationTokenSource();
        var blocker = await notes.BlockWriterAsync();
        var cancelled = notes.AddAsync("given up", cancellation.Token);
        var kept = notes.AddAsync("kept", CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        blocker.Dispose();

        await kept;
        Assert.Equal(["kept"], await notes.AllAsync());
    }

    [Fact]
    public async Task A_write_cancelled_while_it_runs_is_made_and_answered()
    {
        using var notes = new EmbeddedNotes();
        using var cancellation = new CancellationTokenSource();
        await notes.Database.WriteAsync(
            session =>
            {
                cancellation.Cancel();
                session["INSERT INTO notes VALUES ('made')"].Run();
            },
            cancellation.Token);

        Assert.Equal(["made"], await notes.AllAsync());
    }

    [Fact]
    public async Task A_full_queue_refuses_immediately_and_recovers()
    {
        using var notes = new EmbeddedNotes(options => options.MaxQueue = 4);
        var blocker = await notes.BlockWriterAsync();
        var waiting = Enumerable.Range(0, 4).Select(i => notes.AddAsync($"{i}")).ToArray();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => notes.AddAsync("too much"));
        Assert.False(refusal.OutcomeUnknown);
        blocker.Dispose();

        await Task.WhenAll(waiting);
        await notes.AddAsync("after");
        Assert.Equal(5, (await notes.AllAsync()).Count);
    }

    [Fact]
    public async Task Accepted_writes_are_made_before_closing()
    {
        using var notes = new EmbeddedNotes(waitForDisk: true);
        var writes = Enumerable.Range(0, 300).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        notes.Reopen();

        await Task.WhenAll(writes);
        Assert.Equal(300, (await notes.AllAsync()).Count);
    }

    [Fact]
    public async Task A_closed_database_refuses_reads_and_writes()
    {
        var notes = new EmbeddedNotes();
        notes.Dispose();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => notes.AddAsync("late"));
        await Assert.ThrowsAsync<StoreUnavailableException>(notes.AllAsync);
    }
}
