using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reels.Api.Secrets;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Api.Media.Files;

internal static class FileMedia
{
    private const string Folder = "media";

    /// <summary>Stores media in files under <c>{Data:Folder}/media</c>, unless another store is registered.</summary>
    public static IServiceCollection AddFileMedia(this IServiceCollection services)
    {
        services.TryAddSingleton<IMediaStore>(
            provider => Open(provider.GetRequiredService<IOptions<DataOptions>>().Value.Folder));
        return services;
    }

    private static FileMediaStore Open(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, Folder);
        return DataFolderRefusedException.Guard(folder, () => new FileMediaStore(folder));
    }
}

/// <summary>
/// Stores media as files, in one folder per first part of the key, divided into shards so that no directory grows
/// without end. A file has a temporary name on the same volume while it is written; completing it is fsync, rename,
/// fsync of the directory.
/// </summary>
internal sealed class FileMediaStore : IMediaStore
{
    private const string Incoming = ".incoming";

    private readonly string _root;

    /// <summary>
    /// Opens the store, creates missing folders, and removes unfinished files of earlier processes.
    /// </summary>
    public FileMediaStore(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(Path.Combine(_root, Incoming));
        foreach (var left in Directory.EnumerateFiles(Path.Combine(_root, Incoming)))
            RemoveUnlessInUse(left);
    }

    public string Engine => DiskFailure.Store;

    public bool ExpiresRequests => false;

    public async Task CheckHealthAsync(CancellationToken cancellationToken)
    {
        await using var upload = NewUpload();
        await upload.WriteAsync(new byte[1], cancellationToken);
        upload.Flush();
    }

    public Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IMediaUpload>(NewUpload());
    }

    public Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = new FileInfo(FilePath.Of(_root, key));
        return Task.FromResult(DiskFailure.Guard(() => Describe(key, file)) ?? Missing<MediaObject>());
    }

    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream?>(DiskFailure.Guard(() => OpenFile(key, offset)));
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = FilePath.Of(_root, key);
        if (File.Exists(path))
            DiskFailure.Guard(() => Remove(path), outcomeUnknown: true);
        else
            Missing<object>();
        return Task.CompletedTask;
    }

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        await using var upload = NewUpload();
        await upload.WriteAsync(content, cancellationToken);
        return upload.TryComplete(key);
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var file = DiskFailure.Guard(() => OpenFile(key, 0));
        if (file is null)
            return null;
        var content = new byte[DiskFailure.Guard(() => file.Length)];
        await DiskFailure.GuardAsync(() => file.ReadExactlyAsync(content, cancellationToken));
        return content;
    }

    public async IAsyncEnumerable<MediaObject> List(string folder, string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var prefix = folder + "/";
        var after = startAfter ?? prefix;
        var top = FilePath.FolderOf(prefix);
        if (DiskFailure.Guard(() => InOrder<DirectoryInfo>(Path.Combine(_root, top))) is not { } shards)
        {
            Missing<object>();
            yield break;
        }

        foreach (var shard in shards.SkipWhile(shard => FilePath.IsBefore(shard.Name, after)))
        {
            foreach (var file in DiskFailure.Guard(() => InOrder<FileInfo>(shard.FullName)) ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var key = FilePath.KeyOf(top, file.Name);
                if (string.CompareOrdinal(key, after) <= 0)
                    continue;
                if (!key.StartsWith(prefix, StringComparison.Ordinal))
                    yield break;
                if (DiskFailure.Guard(() => Describe(key, file)) is { } found)
                    yield return found;
            }
        }
    }

    private FileUpload NewUpload() => new(_root, Path.Combine(_root, Incoming, Guid.NewGuid().ToString("N")));

    private FileStream? OpenFile(string key, long offset)
    {
        try
        {
            // Unbuffered: readers have large buffers of their own.
            var options = new FileStreamOptions
            {
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = 0
            };
            return new FileStream(FilePath.Of(_root, key), options) { Position = offset };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing<FileStream>();
        }
    }

    /// <summary>
    /// Returns null where only the file is missing. If the whole folder is missing, as on a volume that is not mounted,
    /// existing files must not count as deleted.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The folder is missing.</exception>
    private T? Missing<T>()
        where T : class =>
        Directory.Exists(Path.Combine(_root, Incoming)) ? null
            : throw new StoreUnavailableException(DiskFailure.Store, outcomeUnknown: false);

    private static bool Remove(string path)
    {
        File.Delete(path);
        DurableNames.Flush(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Folders or files in this folder, in ordinal order of keys; null where it is missing.</summary>
    private static T[]? InOrder<T>(string folder)
        where T : FileSystemInfo
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OfType<T>()
                .OrderBy(entry => FilePath.RestOf(entry.Name), StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Null where the file is missing; <see cref="FileInfo.Exists"/> is also false on a broken disk.</returns>
    private static MediaObject? Describe(string key, FileInfo file)
    {
        try
        {
            file.Refresh();
            return new(key, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Another process may be writing into the same folder; its files are locked meanwhile.
    private static void RemoveUnlessInUse(string path)
    {
        try
        {
            using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                File.Delete(path);
        }
        catch (IOException)
        {
        }
    }
}
