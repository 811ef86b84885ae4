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
        var held = await notes.HoldWriterAsync();
        var writes = Enumerable.Range(0, 200).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        held.Dispose();
        await Task.WhenAll(writes);

        Assert.InRange(notes.Database.Commits - before, 1, 2);
        Assert.Equal(200, (await notes.AllAsync()).Count);
    }

    [Fact]
    public async Task A_group_is_bounded()
    {
        using var notes = new EmbeddedNotes(options => options.MaxGroup = 10);
        var held = await notes.HoldWriterAsync();
        var writes = Enumerable.Range(0, 95).Select(i => notes.AddAsync($"{i:000}")).ToArray();
        held.Dispose();
        await Task.WhenAll(writes);

        // The write that was held is one of 96.
        Assert.InRange(notes.Database.Commits, 10, 96);
    }

    [Fact]
    public async Task A_log_that_can_not_begin_anew_now_is_left_for_later()
    {
        using var notes = new EmbeddedNotes(options => options.CheckpointPages = 100);
        await notes.AddAsync(new string('x', 3_000_000));
        Assert.True(new FileInfo(notes.Options.LogFile).Length > notes.Options.LogBytes);

        // Once a transaction has written SQLite refuses it.
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
    public async Task One_failed_write_leaves_the_others_of_its_group_alone()
    {
        using var notes = new EmbeddedNotes();
        await notes.AddAsync("taken");
        var held = await notes.HoldWriterAsync();
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
        held.Dispose();

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
        var held = await notes.HoldWriterAsync();
        var given = notes.AddAsync("given up", cancellation.Token);
        var kept = notes.AddAsync("kept", CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        held.Dispose();

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
    public async Task An_overfull_queue_refuses_at_once_and_serves_again_later()
    {
        using var notes = new EmbeddedNotes(options => options.MaxQueue = 4);
        var held = await notes.HoldWriterAsync();
        var waiting = Enumerable.Range(0, 4).Select(i => notes.AddAsync($"{i}")).ToArray();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => notes.AddAsync("too much"));
        Assert.False(refusal.OutcomeUnknown);
        held.Dispose();

        await Task.WhenAll(waiting);
        await notes.AddAsync("after");
        Assert.Equal(5, (await notes.AllAsync()).Count);
    }

    [Fact]
    public async Task What_was_accepted_is_written_before_closing()
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
