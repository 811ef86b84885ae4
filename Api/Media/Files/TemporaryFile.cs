using Microsoft.Win32.SafeHandles;

namespace Reels.Api.Media.Files;

/// <summary>A file that an upload is written into. It stays open, so that its lock shows it is in use.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;

    private TemporaryFile(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    public static TemporaryFile Create(string path) => new(path, DiskFailure.Guard(() =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.Asynchronous)));

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await DiskFailure.GuardAsync(() => RandomAccess.WriteAsync(_file, bytes, _length, cancellationToken));
        _length += bytes.Length;
    }

    public async ValueTask BlankAsync(long offset, long length, CancellationToken cancellationToken)
    {
        for (var end = offset + length; offset < end; offset += Zeros.Length)
        {
            var piece = Zeros.AsMemory(0, (int)Math.Min(end - offset, Zeros.Length));
            var at = offset;
            await DiskFailure.GuardAsync(() => RandomAccess.WriteAsync(_file, piece, at, cancellationToken));
        }
    }

    /// <summary>Makes the written bytes durable.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Reads the bytes from the first one on. The file is closed with the stream.</summary>
    /// <param name="onRead">Called before each read.</param>
    public Stream OpenRead(Action onRead) => new Reading(_file, onRead);

    /// <summary>Deletes the file's name. The bytes stay until it is closed.</summary>
    public void RemoveName() => DiskFailure.Guard(() =>
    {
        File.Delete(_path);
        return true;
    });

    public void Dispose() => _file.Dispose();

    private sealed class Reading(SafeFileHandle file, Action onRead)
        : FileStream(file, FileAccess.Read, bufferSize: 0, isAsync: true)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            onRead();
            return base.Read(buffer, offset, count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            onRead();
            return base.ReadAsync(buffer, offset, count, cancellationToken);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
