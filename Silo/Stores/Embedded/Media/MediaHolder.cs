using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Media;

/// <summary>
/// A reel, story or avatar that refers to uploads. Its references are added and removed inside the transaction that
/// adds or removes the holder.
/// </summary>
internal readonly struct MediaHolder
{
    private readonly MediaKind _kind;
    private readonly byte[] _id;
    private readonly string _owner;

    private MediaHolder(MediaKind kind, byte[] id, string owner) => (_kind, _id, _owner) = (kind, id, owner);

    public static MediaHolder Reel(StoredReel reel) =>
        new(MediaKind.Reel, reel.Id.ToByteArray(bigEndian: true), reel.AuthorId);

    public static MediaHolder Story(Guid id, string authorId) =>
        new(MediaKind.Story, id.ToByteArray(bigEndian: true), authorId);

    public static MediaHolder Avatar(string userId) =>
        new(MediaKind.Avatar, System.Text.Encoding.UTF8.GetBytes(userId), userId);

    /// <summary>
    /// Whether an upload can't be referred to any more: it has lost its last reference, or has been without one for so
    /// long that the sweep may erase it at any time.
    /// </summary>
    public static bool IsGone(SqliteSession session, MediaItem media, DateTimeOffset unreferencedSince) =>
        session[MediaQueries.IsGone].With("$key", media.Key).Any()
        || (media.UploadedAt < unreferencedSince && !session[MediaQueries.IsReferenced].With("$key", media.Key).Any());

    public void AddReference(SqliteSession session, MediaItem media) =>
        Bind(session[MediaQueries.AddReference], media.Key).With("$uploaded", media.UploadedAt).Run();

    /// <summary>
    /// Removes this holder's reference to each key. Nothing can refer to those that lost their last one any more.
    /// </summary>
    /// <returns>The keys that lost their last reference.</returns>
    public IReadOnlyList<string> RemoveReferences(SqliteSession session, params ReadOnlySpan<string> mediaKeys)
    {
        var unreferenced = new List<string>();
        foreach (var key in mediaKeys)
        {
            if (Bind(session[MediaQueries.RemoveReference], key).First(row => row.TimeOrNull(0)) is { } uploadedAt
                && !session[MediaQueries.IsReferenced].With("$key", key).Any())
            {
                session[MediaQueries.AddGone].With("$key", key).With("$owner", _owner).With("$uploaded", uploadedAt)
                    .Run();
                unreferenced.Add(key);
            }
        }

        return unreferenced;
    }

    /// <summary>Removes this holder's reference to the key, and queues it for erasure if that was the last.</summary>
    /// <returns>The queued key, if it was.</returns>
    public IReadOnlyList<string> RemoveReferenceAndQueue(SqliteSession session, string mediaKey)
    {
        var unreferenced = RemoveReferences(session, mediaKey);
        if (unreferenced.Count > 0)
            SqliteMediaErasureStore.Queue(session, mediaKey, _owner);

        return unreferenced;
    }

    private SqliteStatement Bind(SqliteStatement statement, string mediaKey) => statement
        .With("$key", mediaKey)
        .With("$kind", (long)_kind)
        .With("$holder", _id);
}
