using Microsoft.Win32.SafeHandles;

namespace Reels.Api.Media.Files;

/// <summary>
/// A file with a temporary name until it is completed; it stays open, so that its lock shows it is in use.
/// </summary>
internal sealed class FileUpload : IMediaUpload
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly SafeFileHandle _file;
    private long _length;
    private bool _moved;

    public FileUpload(string root, string temporary)
    {
        (_root, _temporary) = (root, temporary);
        _file = DiskFailure.Guard(() =>
            File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete,
                FileOptions.Asynchronous));
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await DiskFailure.GuardAsync(() => RandomAccess.WriteAsync(_file, bytes, _length, cancellationToken));
        _length += bytes.Length;
    }

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
            File.Delete(_temporary);
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
        RandomAccess.FlushToDisk(_file);
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
