using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedRefusalTests
{
    [Fact]
    public async Task Migrations_run_once_and_keep_what_is_there()
    {
        using var notes = new EmbeddedNotes();
        await notes.AddAsync("kept");
        notes.Reopen("ALTER TABLE notes ADD COLUMN colour TEXT");
        notes.Reopen("ALTER TABLE notes ADD COLUMN colour TEXT");

        Assert.Equal(["kept"], await notes.AllAsync());
    }

    [Fact]
    public void A_migration_that_fails_changes_nothing()
    {
        using var notes = new EmbeddedNotes();
        Assert.Throws<EmbeddedDataRefusedException>(
            () => notes.Reopen("CREATE TABLE half (id INTEGER); CREATE TABLE notes (text TEXT)"));
        notes.Reopen("CREATE TABLE half (id INTEGER)");
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        using var notes = new EmbeddedNotes();
        notes.Reopen("CREATE TABLE later (id INTEGER)");

        var refusal = Assert.Throws<EmbeddedDataRefusedException>(() => notes.Reopen());
        Assert.Contains("schema version 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_opener_of_the_same_data_is_refused()
    {
        using var notes = new EmbeddedNotes();

        var refusal = Assert.Throws<EmbeddedDataRefusedException>(
            () => new EmbeddedDatabase(new EmbeddedOptions { Folder = notes.Options.Folder }));
        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(notes.Options.Folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        using var notes = new EmbeddedNotes();
        notes.Database.Dispose();
        File.WriteAllText(Path.Combine(notes.Options.Folder, "reels.db"), new string('x', 10_000));

        Assert.Throws<EmbeddedDataRefusedException>(() => notes.Reopen());
    }
}
