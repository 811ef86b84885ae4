using Microsoft.Win32.SafeHandles;

namespace Reels.Api.Media.Files;

/// <summary>A file under a temporary name, open (which its lock shows to others) until it gets its own.</summary>
internal sealed class FileUpload : IMediaUpload
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly SafeFileHandle _file;
    private long _length;
    private bool _completed;

    public FileUpload(string root, string temporary)
    {
        (_root, _temporary) = (root, temporary);
        _file = DiskFailure.Guard(() =>
            File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous));
    }

    public async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await DiskFailure.Guard(() => RandomAccess.WriteAsync(_file, bytes, _length, cancel));
        _length += bytes.Length;
    }

    public Task Complete(string key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return TryComplete(key) ? Task.CompletedTask : throw new InvalidOperationException("The key is taken.");
    }

    /// <summary>False if the key is taken.</summary>
    public bool TryComplete(string key) => DiskFailure.Guard(() => Publish(FilePath.Of(_root, key)), outcomeUnknown: true);

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (!_completed) File.Delete(_temporary);
        return ValueTask.CompletedTask;
    }

    private bool Publish(string path)
    {
        RandomAccess.FlushToDisk(_file);
        MakeDirectory(Path.GetDirectoryName(path)!);
        try
        {
            File.Move(_temporary, path, overwrite: false); // atomic: link, then unlink
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        _completed = true;
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        return true;
    }

    private static void MakeDirectory(string shard)
    {
        if (Directory.Exists(shard)) return;
        Directory.CreateDirectory(shard);
        var folder = Path.GetDirectoryName(shard)!;
        DirectorySync.Flush(folder);
        DirectorySync.Flush(Path.GetDirectoryName(folder)!);
    }
}
