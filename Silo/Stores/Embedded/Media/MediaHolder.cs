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
    /// Whether an upload can't be referred to any more: it is erased or queued for erasure, or has been without a
    /// reference for so long that the sweep may erase it at any time.
    /// </summary>
    public static bool IsGone(SqliteSession session, MediaItem media, DateTimeOffset unreferencedSince) =>
        session[MediaQueries.IsErased].With("$key", media.Key).Any()
        || (media.UploadedAt < unreferencedSince && !session[MediaQueries.IsReferenced].With("$key", media.Key).Any());

    public void AddReference(SqliteSession session, string mediaKey) =>
        Bind(session[MediaQueries.AddReference], mediaKey).Run();

    /// <summary>
    /// Removes this holder's reference to each key, and queues keys without any reference for erasure.
    /// </summary>
    /// <returns>The queued keys.</returns>
    public IReadOnlyList<string> RemoveReferences(SqliteSession session, params ReadOnlySpan<string> mediaKeys)
    {
        var unreferenced = new List<string>();
        foreach (var key in mediaKeys)
        {
            if (Bind(session[MediaQueries.RemoveReference], key).Run() > 0
                && !session[MediaQueries.IsReferenced].With("$key", key).Any())
            {
                session[MediaQueries.QueueErasure].With("$key", key).With("$owner", _owner).Run();
                unreferenced.Add(key);
            }
        }

        return unreferenced;
    }

    private SqliteStatement Bind(SqliteStatement statement, string mediaKey) => statement
        .With("$key", mediaKey)
        .With("$kind", (long)_kind)
        .With("$holder", _id);
}
