using Reels.Grains.Interfaces;

namespace Reels.Api.Media;

/// <summary>
/// Stores uploads as objects under keys of <c>a-z A-Z 0-9 _ - . /</c>, of a folder and at least one more part. A stored
/// object never changes. A method that fails throws; a failed write may or may not have happened, and may be repeated.
/// </summary>
internal interface IMediaStore
{
    /// <summary>The store's name in health, one of <see cref="Engines"/>.</summary>
    string Engine { get; }

    /// <summary>
    /// Whether the store deletes small objects in <c>requests</c> by itself, within days after the sweep would. The
    /// sweep then leaves them to it, and need not read all of them.
    /// </summary>
    bool ExpiresRequests { get; }

    /// <summary>
    /// Completes where the store can be reached and keeps bytes now: by a small write that really reaches it, and
    /// leaves nothing behind. Throws where it doesn't.
    /// </summary>
    Task CheckHealthAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Starts a new object. It is invisible until it is completed, and leaves nothing behind if it never is. Its key
    /// comes last, since a media key certifies size and format. A store that needs the key first, such as S3, writes
    /// the bytes to a temporary file on the node, and sends them under their key when the upload is completed.
    /// </summary>
    Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Finds the object with this key; null if there is none.</summary>
    Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the object's bytes from <paramref name="offset"/> on, to be read once; null if there is no such object.
    /// The caller reads as many as it wants, at most <paramref name="length"/>. If the object is deleted meanwhile, the
    /// stream may or may not end early, but never contains other bytes.
    /// </summary>
    Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Deletes the object for good. Deleting a missing object does nothing.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a small object unless its key is taken: of concurrent callers, one gets true. Durable when it returns.
    /// </summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a whole small object; null if there is none.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Lists completed objects whose key begins with <paramref name="folder"/> and a slash, also those in folders
    /// within it, and comes after <paramref name="startAfter"/>, in ordinal order of keys, which for media is the order
    /// of upload.
    /// </summary>
    /// <param name="folder">One or more parts of a key, without the last slash. Only objects in it are read.</param>
    IAsyncEnumerable<MediaObject> List(string folder, string? startAfter, CancellationToken cancellationToken);
}

internal static class SmallMediaObjects
{
    /// <summary>
    /// Reads a small object, which is stored before if there is none. Of concurrent callers all read the same.
    /// </summary>
    /// <returns>Null where it was deleted meanwhile.</returns>
    public static async Task<byte[]?> ReadOrPutAsync(this IMediaStore store, string key, Func<byte[]> make,
        CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(key, cancellationToken) is { } kept)
            return kept;
        await store.PutIfAbsentAsync(key, make(), cancellationToken);
        return await store.ReadAsync(key, cancellationToken);
    }
}

/// <summary>
/// An object that is being stored. If it is disposed of before it is completed, it leaves nothing behind.
/// </summary>
internal interface IMediaUpload : IAsyncDisposable
{
    /// <summary>Appends bytes. The caller may reuse their memory when it returns.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Overwrites a range of the bytes appended so far with zeros.</summary>
    ValueTask BlankAsync(long offset, long length, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the written bytes durable and visible under a new key. After it only disposing is allowed.
    /// </summary>
    Task CompleteAsync(string key, CancellationToken cancellationToken);
}

/// <param name="Key">The whole key, with its folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Created">Time at which it was stored, by the store's clock.</param>
internal sealed record MediaObject(string Key, long Length, DateTimeOffset Created);
