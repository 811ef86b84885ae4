using System.Globalization;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Verification;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Compares the number of people who like a reel, as it is answered, with the rows of the projection and with the
/// count of its document. A count that differs is repaired by a takeover with the number of rows: each silo then loads
/// the reel into the truth again. The states of single people in the truth are not compared.
/// </summary>
internal sealed class LikeVerifier : IVerification
{
    /// <summary>Reels that are compared concurrently.</summary>
    private const int PageSize = 16;

    private const int RowsPerRead = 1_000;

    /// <summary>Looks after the first one: the tail of a reel may hold likes in each of them.</summary>
    private const int MoreLooks = 2;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private readonly LikeSide<ILikeTruth> _truth;
    private readonly LikeSide<ILikeProjection> _projection;
    private readonly LikeEpoch _epoch;
    private readonly LikeDocuments _documents;
    private readonly ILikeStore _likes;
    private readonly Func<CancellationToken, Task> _wait;

    /// <param name="truth">It says whether a reel has changes that the projection lacks.</param>
    /// <param name="projection">Its documents are walked.</param>
    /// <param name="likes">What answers counts.</param>
    /// <param name="wait">Ends when a lag must have ended.</param>
    public LikeVerifier(ILikeTruth truth, ILikeProjection projection, ILikeStore likes,
        Func<CancellationToken, Task> wait)
    {
        (_likes, _wait) = (likes, wait);
        (_truth, _projection) = (new(truth, CallLimit), new(projection, CallLimit));
        _epoch = new(_projection);
        _documents = new(_projection, _epoch);
    }

    public string Kind => "likes";

    public async ValueTask<VerifiedPage> VerifyAsync(string after, bool repairs, CancellationToken cancellationToken)
    {
        var last = after.Length == 0 ? Guid.Empty : Guid.Parse(after, CultureInfo.InvariantCulture);
        var reels = await _projection.CallAsync((side, limit) => side.ListReelsAsync(last, PageSize, limit),
            cancellationToken);
        if (reels.Count == 0)
            return VerifiedPage.End;
        var differing = await CompareAsync([.. reels.Where(reel => !reel.IsClosed).Select(reel => reel.ReelId)],
            cancellationToken);
        var left = differing;
        if (repairs && differing.Any(look => look.IsStill))
        {
            foreach (var look in differing.Where(look => look.IsStill))
                await TakeOverAsync(look, cancellationToken);
            await _wait(cancellationToken);
            left = await CompareAsync([.. differing.Select(look => look.Document.ReelId)], cancellationToken);
        }

        var ids = left.Select(look => look.Document.ReelId).ToHashSet();
        return new($"{reels[^1].ReelId:D}", reels.Count,
        [
            .. differing.Select(look => new Finding(look.ToString(), (look.IsStill, ids.Contains(look.Document.ReelId))
                switch
                {
                    (false, _) => FindingOutcome.Busy,
                    (true, false) => FindingOutcome.Repaired,
                    (true, true) => FindingOutcome.Differs,
                })),
        ]);
    }

    /// <summary>The last look at each reel whose numbers differ in all looks.</summary>
    private async ValueTask<IReadOnlyList<Look>> CompareAsync(IReadOnlyList<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        // Makes the copies in the truth current, which may change documents.
        await _likes.CountsAsync(reelIds, cancellationToken);
        var differing = await LookAsync(reelIds, cancellationToken);
        for (var more = 0; more < MoreLooks && differing.Count > 0; more++)
        {
            await _wait(cancellationToken);
            differing = await LookAsync([.. differing.Select(look => look.Document.ReelId)], cancellationToken);
        }

        return differing;
    }

    private async ValueTask<IReadOnlyList<Look>> LookAsync(IEnumerable<Guid> reelIds,
        CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(reelIds.Select(id => LookAsync(id, cancellationToken)))).Where(look => !look.Agrees)];

    private async Task<Look> LookAsync(Guid reelId, CancellationToken cancellationToken)
    {
        var before = await _documents.GetAsync(reelId, cancellationToken);
        var rows = await CountRowsAsync(reelId, cancellationToken);
        var answered = await _likes.CountsAsync([reelId], cancellationToken);
        var copies = await _truth.CallAsync((side, limit) => side.ReadAsync([reelId], null, limit), cancellationToken);
        var document = await _documents.GetAsync(reelId, cancellationToken);
        return new(document, rows, answered.GetValueOrDefault(reelId),
            document.Version == before.Version && copies.GetValueOrDefault(reelId) is not { HasTail: true });
    }

    private async ValueTask<long> CountRowsAsync(Guid reelId, CancellationToken cancellationToken)
    {
        var (count, last) = (0L, (PersonPosition?)null);
        while (true)
        {
            var before = last;
            var page = await _projection.CallAsync(
                (side, limit) => side.ListAsync(reelId, before, RowsPerRead, limit), cancellationToken);
            count += page.Count;
            if (page.Count < RowsPerRead)
                return count;
            last = page[^1];
        }
    }

    /// <summary>Does nothing where the document has changed since then: the count may be another by now.</summary>
    private async ValueTask TakeOverAsync(Look look, CancellationToken cancellationToken)
    {
        var taken = await _epoch.TakeOverAsync(look.Document, cancellationToken);
        await _documents.TryPutAsync(
            look.Document.Next() with { Epoch = taken, Checked = taken, IsInTruth = false, Count = look.Rows },
            cancellationToken);
    }

    /// <param name="IsStill">Whether the reel didn't change between its numbers.</param>
    private sealed record Look(ReelDocument Document, long Rows, long Answered, bool IsStill)
    {
        public bool Agrees => Document.IsClosed || (Answered == Rows && Document.Count == Rows);

        public override string ToString() => IsStill
            ? $"{Document.ReelId}: {Answered} is answered, the document says {Document.Count}, "
                + $"and {Rows} rows are liked"
            : $"{Document.ReelId}: changes all the time";
    }
}
