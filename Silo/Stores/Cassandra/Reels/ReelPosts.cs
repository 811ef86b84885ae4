using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Media;
using Reels.Silo.Stores.Cassandra.Outbox;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>
/// Posts: the outbox entry and the place in the author's list, then the references, then the reel (the commit point),
/// then the count. The entry knows all that comes after it, so that it can be taken back if the reel is never made.
/// </summary>
internal sealed class ReelPosts(CassandraSession session, ReelRows reels, AuthorReels authors,
    CassandraReelReferences references)
{
    private readonly ReferenceRows _references = new(session);

    public async Task<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(
        StoredReel reel, DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = await reels.FindAsync(reel.Id, cancellationToken);
        if (found.Reel is { } existing)
            return await ExistsAsync(existing);

        var entry = EntryRow.Of(reel, OutboxKind.Post, leaseUntil);
        await session.WriteTogetherAsync(
            [.. entry.Add(), AuthorQueries.Add.With(reel.AuthorId, reel.CreatedAt, reel.Id)], cancellationToken);
        var holder = new Holder(reel.Id, reel.CreatedAt);
        foreach (var media in new[] { reel.Media, reel.Cover }.OfType<MediaItem>().DistinctBy(media => media.Key))
        {
            if (!await TryReferAsync(media, holder, unreferencedSince, cancellationToken))
            {
                await WithdrawAsync(entry);
                return (PostOutcome.MediaGone, null);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var made = reel with { DeletedAt = null };
        if (await reels.TryInsertAsync(made, found))
        {
            await Commit.AfterAsync(() => authors.CountAsync(made, CancellationToken.None));
            return (PostOutcome.Posted, made);
        }

        // Another post with this id was first; or this one took longer than its lease, and was taken back.
        var other = (await reels.FindAsync(reel.Id, CancellationToken.None)).Reel
            ?? throw StoreUnavailableException.Contended();
        if (other.CreatedAt != reel.CreatedAt)
            await WithdrawAsync(entry);
        return await ExistsAsync(other);
    }

    /// <summary>Removes what a post wrote that never becomes a reel, the entry last.</summary>
    public async Task WithdrawAsync(EntryRow entry)
    {
        var holder = new Holder(entry.ReelId, entry.CreatedAt);
        foreach (var key in entry.MediaKeys)
            await _references.LetGoAsync(key, holder, isUsed: false, CancellationToken.None);
        await authors.WithdrawAsync(entry.AuthorId, entry.CreatedAt, entry.ReelId);
        await CassandraOutbox.CloseAsync(session, entry, CancellationToken.None);
    }

    /// <summary>Completes a post that was cut off: the answer means the same as the first would have.</summary>
    private async Task<(PostOutcome Outcome, StoredReel? Reel)> ExistsAsync(StoredReel reel)
    {
        await Commit.AfterAsync(() => authors.CountAsync(reel, CancellationToken.None));
        return (PostOutcome.Exists, reel);
    }

    /// <summary>An old upload needs a reel that shows it: the sweep may erase it at any time otherwise.</summary>
    private async Task<bool> TryReferAsync(MediaItem media, Holder holder, DateTimeOffset unreferencedSince,
        CancellationToken cancellationToken) =>
        (media.UploadedAt >= unreferencedSince || await references.IsReferencedAsync(media.Key, cancellationToken))
        && await _references.TryReferAsync(media.Key, holder, cancellationToken);
}
