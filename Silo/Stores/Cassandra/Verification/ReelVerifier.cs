using Cassandra;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Media;
using Reels.Silo.Stores.Cassandra.Outbox;
using Reels.Silo.Stores.Cassandra.Reels;

namespace Reels.Silo.Stores.Cassandra.Verification;

/// <summary>
/// Compares each reel with its author's list and with the references to its uploads. Readers filter rows of timelines
/// whose reels are gone, so these are not walked.
/// </summary>
internal sealed class ReelVerifier(CassandraSession session, Func<CancellationToken, Task> wait)
    : TokenWalk<Guid>(session, wait)
{
    private readonly ReelRows _reels = new(session);
    private readonly AuthorReels _authors = new(session);
    private readonly ReferenceRows _references = new(session);

    public override string Kind => "reels";

    protected override string Statement => VerificationQueries.ListReels;

    protected override Guid Read(Row row) => row.GetValue<Guid>("reel_id");

    protected override async Task<Problem?> CompareAsync(Guid item, CancellationToken cancellationToken)
    {
        // Null where the row is a fence, or was removed meanwhile.
        if ((await _reels.FindAsync(item, cancellationToken)).Reel is not { } reel
            || await FindDifferencesAsync(reel, cancellationToken) is not { Count: > 0 } differences)
        {
            return null;
        }

        return new($"{reel.Id} of {reel.AuthorId}: {string.Join(", ", differences)}",
            await HasWorkAsync(reel, cancellationToken));
    }

    protected override async Task RepairAsync(Guid item, CancellationToken cancellationToken)
    {
        if ((await _reels.FindAsync(item, cancellationToken)).Reel is not { } reel)
            return;
        if (reel.DeletedAt is null)
        {
            if (await FindInListAsync(reel, cancellationToken) is null)
            {
                await Session.WriteAsync(
                    AuthorQueries.Add.With(reel.AuthorId, reel.CreatedAt, reel.Id), cancellationToken);
            }

            foreach (var key in EntryRow.Keys(reel))
                await _references.TryReferAsync(key, new(reel.Id, reel.CreatedAt), cancellationToken);
        }

        await _authors.CountAsync(reel, cancellationToken);
        if (reel.DeletedAt is null)
            await LetGoIfDeletedAsync(reel, cancellationToken);
    }

    /// <summary>A delete in between has found nothing to remove.</summary>
    private async Task LetGoIfDeletedAsync(StoredReel reel, CancellationToken cancellationToken)
    {
        var now = (await _reels.FindAsync(reel.Id, cancellationToken)).Reel;
        if (now is { DeletedAt: null })
            return;
        await _authors.CountAsync(reel with { DeletedAt = now?.DeletedAt ?? reel.CreatedAt }, cancellationToken);
        foreach (var key in EntryRow.Keys(reel))
            await _references.LetGoAsync(key, new(reel.Id, reel.CreatedAt), isUsed: true, cancellationToken);
    }

    private async Task<List<string>> FindDifferencesAsync(StoredReel reel, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var listed = await FindInListAsync(reel, cancellationToken);
        if (reel.DeletedAt is not null)
        {
            if (listed?.GetValue<bool?>("counted") == true)
                differences.Add("deleted, but still counted in its author's list");
            return differences;
        }

        if (listed?.GetValue<bool?>("counted") != true)
            differences.Add("not counted in its author's list");
        foreach (var key in EntryRow.Keys(reel))
        {
            if (await Session.FirstAsync(ReferenceQueries.Get.With(key, reel.Id, reel.CreatedAt), cancellationToken)
                is null)
            {
                differences.Add($"no reference to {key}");
            }
        }

        return differences;
    }

    private Task<Row?> FindInListAsync(StoredReel reel, CancellationToken cancellationToken) =>
        Session.FirstAsync(AuthorQueries.Get.With(reel.AuthorId, reel.CreatedAt, reel.Id), cancellationToken);

    /// <summary>An open entry of the outbox says that the post or the delete is not complete.</summary>
    private async Task<bool> HasWorkAsync(StoredReel reel, CancellationToken cancellationToken)
    {
        foreach (var kind in (OutboxKind[])[OutboxKind.Post, OutboxKind.Delete])
        {
            var entry = new OutboxEntry(reel.AuthorId, reel.Id, kind, reel.CreatedAt, "");
            if (await CassandraOutbox.FindAsync(Session, entry, cancellationToken) is not null)
                return true;
        }

        return false;
    }
}
