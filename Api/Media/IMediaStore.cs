namespace Reels.Api.Media;

/// <summary>
/// Keeps uploads as objects under keys of <c>a-z A-Z 0-9 _ - . /</c>. Objects are never changed once they are there. A
/// method that fails throws; then a write may or may not have happened, and may be repeated.
/// </summary>
internal interface IMediaStore
{
    /// <summary>
    /// Starts a new object, which nobody sees before it is completed, and of which nothing stays if it never is.
    /// </summary>
    Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken);

    /// <summary>The object with this key; null if there is none.</summary>
    Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// The object's bytes from <paramref name="offset"/> on, ready to be read once; null if there is no such object.
    /// The caller reads as many as it wants, at most <paramref name="length"/>. Deleting the object meanwhile ends or
    /// does not end the reading, but never mixes in other bytes.
    /// </summary>
    Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Removes the object for good. Repeating it, or removing what never was, does nothing.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a small object unless its key is taken: of many at once, one gets true. Durable when it answers.
    /// </summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>A small object as a whole; null if there is none.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Completed objects whose key begins with <paramref name="folder"/> and a slash and comes after
    /// <paramref name="startAfter"/>, in ordinal order of keys, which for media is the order of upload.
    /// </summary>
    IAsyncEnumerable<MediaObject> List(string folder, string? startAfter, CancellationToken cancellationToken);
}

/// <summary>An object while it is being stored. Disposing of it uncompleted leaves nothing behind.</summary>
internal interface IMediaUpload : IAsyncDisposable
{
    /// <summary>Appends; the bytes may be reused when it returns.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes everything written durable and visible under a key that no object has. The last call but for disposing.
    /// </summary>
    Task CompleteAsync(string key, CancellationToken cancellationToken);
}

/// <param name="Key">Whole key, with its folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Created">When it was stored, by the store's clock.</param>
internal sealed record MediaObject(string Key, long Length, DateTimeOffset Created);
