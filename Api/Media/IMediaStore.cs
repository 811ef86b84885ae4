namespace Reels.Api.Media;

/// <summary>
/// Stores uploads as objects under keys of <c>a-z A-Z 0-9 _ - . /</c>. A stored object never changes. A method that
/// fails throws; a failed write may or may not have happened, and may be repeated.
/// </summary>
internal interface IMediaStore
{
    /// <summary>
    /// Starts a new object. It is invisible until it is completed, and leaves nothing behind if it never is.
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
    /// Lists completed objects whose key begins with <paramref name="folder"/> and a slash, and comes after
    /// <paramref name="startAfter"/>, in ordinal order of keys, which for media is the order of upload.
    /// </summary>
    IAsyncEnumerable<MediaObject> List(string folder, string? startAfter, CancellationToken cancellationToken);
}

/// <summary>
/// An object that is being stored. If it is disposed of before it is completed, it leaves nothing behind.
/// </summary>
internal interface IMediaUpload : IAsyncDisposable
{
    /// <summary>Appends bytes. The caller may reuse their memory when it returns.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the written bytes durable and visible under a new key. After it only disposing is allowed.
    /// </summary>
    Task CompleteAsync(string key, CancellationToken cancellationToken);
}

/// <param name="Key">The whole key, with its folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Created">Time at which it was stored, by the store's clock.</param>
internal sealed record MediaObject(string Key, long Length, DateTimeOffset Created);
