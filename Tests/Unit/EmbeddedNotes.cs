using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Tests.Unit;

/// <summary>A database with one table of notes, in its own folder. Disposing it deletes the folder.</summary>
internal sealed class EmbeddedNotes : IDisposable
{
    private static readonly string[] Schema = ["CREATE TABLE notes (text TEXT PRIMARY KEY)"];

    public EmbeddedNotes(Action<EmbeddedOptions>? configure = null, bool waitForDisk = false)
    {
        Options = new EmbeddedOptions
        {
            Folder = Directory.CreateTempSubdirectory("reels-notes-").FullName,
            WaitForDisk = waitForDisk
        };
        configure?.Invoke(Options);
        Database = new EmbeddedDatabase(Options, Schema);
    }

    public EmbeddedOptions Options { get; }

    public EmbeddedDatabase Database { get; private set; }

    public Task<int> AddAsync(string text, CancellationToken cancellationToken = default) =>
        Database.WriteAsync(session => session["INSERT INTO notes VALUES ($text)"].With("$text", text).Run(),
            cancellationToken);

    public async Task<IReadOnlyList<string>> AllAsync() =>
        await Database.ReadAsync(
            session => session["SELECT text FROM notes ORDER BY text"].List(row => row.GetString(0)),
            CancellationToken.None);

    public void Reopen(params string[] furtherScripts)
    {
        Database.Dispose();
        Database = new EmbeddedDatabase(Options, [.. Schema, .. furtherScripts]);
    }

    /// <inheritdoc cref="WriterBlocker.StartAsync"/>
    public Task<WriterBlocker> BlockWriterAsync() => WriterBlocker.StartAsync(Database);

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(Options.Folder, recursive: true);
    }
}
