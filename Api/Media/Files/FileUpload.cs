namespace Reels.Api.Media.Files;

/// <summary>
/// A file with a temporary name until it is completed; it stays open, so that its lock shows it is in use.
/// </summary>
internal sealed class FileUpload : IMediaUpload
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly TemporaryFile _file;
    private bool _moved;

    public FileUpload(string root, string temporary)
    {
        (_root, _temporary) = (root, temporary);
        _file = TemporaryFile.Create(temporary);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _file.WriteAsync(bytes, cancellationToken);

    public ValueTask BlankAsync(long offset, long length, CancellationToken cancellationToken) =>
        _file.BlankAsync(offset, length, cancellationToken);

    /// <summary>Makes the written bytes durable, without a key yet.</summary>
    public void Flush() => DiskFailure.Guard(() =>
    {
        _file.Flush();
        return true;
    });

    public Task CompleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DiskFailure.Guard(() => Publish(key, path => _moved = Move(path)), outcomeUnknown: true);
        return Task.CompletedTask;
    }

    /// <summary>Completes under a key that others may claim too; false if it is taken.</summary>
    public bool TryComplete(string key) =>
        DiskFailure.Guard(() => Publish(key, path => DurableNames.TryLink(_temporary, path)), outcomeUnknown: true);

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (!_moved)
            _file.RemoveName();
        return ValueTask.CompletedTask;
    }

    private bool Move(string path)
    {
        File.Move(_temporary, path, overwrite: true);
        return true;
    }

    private bool Publish(string key, Func<string, bool> name)
    {
        var path = FilePath.Of(_root, key);
        var directory = Path.GetDirectoryName(path)!;
        _file.Flush();
        MakeDirectory(directory);
        var named = name(path);

        // Also where another caller was first: the answer relies on that name, which is not durable before a sync.
        DurableNames.Flush(directory);
        return named;
    }

    private static void MakeDirectory(string shard)
    {
        if (Directory.Exists(shard))
            return;
        Directory.CreateDirectory(shard);
        var folder = Path.GetDirectoryName(shard)!;
        DurableNames.Flush(folder);
        DurableNames.Flush(Path.GetDirectoryName(folder)!);
    }
}
