using Cassandra;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Reels;

namespace Reels.Silo.Stores.Cassandra.Verification;

/// <summary>Compares each author's list with the reels that it counts, and its number with its rows.</summary>
internal sealed class ListVerifier(CassandraSession session, Func<CancellationToken, Task> wait)
    : TokenWalk<string>(session, wait)
{
    private const int PageSize = 1_000;

    private readonly ReelRows _reels = new(session);
    private readonly AuthorReels _authors = new(session);

    public override string Kind => "lists";

    protected override string Statement => VerificationQueries.ListAuthors;

    protected override string Read(Row row) => row.GetValue<string>("user_id");

    protected override async Task<Problem?> CompareAsync(string item, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(item, cancellationToken);
        return (list.Lost.Count, list.Number == list.Counted) switch
        {
            (0, true) => null,
            (0, false) => new($"{item}: counts {list.Number} reels, and has {list.Counted}"),
            _ => new($"{item}: counts {list.Lost.Count} reels that don't exist: {string.Join(", ",
                list.Lost.Select(place => place.Id))}"),
        };
    }

    protected override async Task RepairAsync(string item, CancellationToken cancellationToken)
    {
        foreach (var lost in (await ReadAsync(item, cancellationToken)).Lost)
            await _authors.UncountAsync(item, lost, cancellationToken);
        var list = await ReadAsync(item, cancellationToken);

        // Refused where a post or a delete has changed the number since it was read.
        if (list.Number != list.Counted)
        {
            await _authors.TrySetNumberAsync(item, list.Counted, list.LastCreatedAt, list.Seq, cancellationToken);
        }
    }

    /// <summary>The number is read first: one that was read later may count a row that was not.</summary>
    private async Task<AuthorList> ReadAsync(string authorId, CancellationToken cancellationToken)
    {
        var number = await Session.FirstAsync(AuthorQueries.Number.With(authorId), cancellationToken);
        var (counted, lost, page) = (0L, new List<Position>(), new List<Position>());
        await foreach (var row in Session.PagesAsync(
            VerificationQueries.ListOfAuthor.With(authorId), PageSize, cancellationToken))
        {
            if (row.GetValue<bool?>("counted") != true)
                continue;
            counted++;
            page.Add(new(row.GetValue<DateTimeOffset>("created_at"), row.GetValue<Guid>("reel_id")));
            if (page.Count == PageSize)
                lost.AddRange(await FindLostAsync(authorId, page, cancellationToken));
        }

        lost.AddRange(await FindLostAsync(authorId, page, cancellationToken));
        return new(number?.GetValue<long?>("reels") ?? 0, number?.GetValue<DateTimeOffset?>("last_created_at"),
            number?.GetValue<long?>("seq"), counted, lost);
    }

    private async Task<IReadOnlyList<Position>> FindLostAsync(string authorId, List<Position> page,
        CancellationToken cancellationToken)
    {
        var reels = (await _reels.FindManyAsync(page.Select(place => place.Id), cancellationToken))
            .Where(reel => reel.AuthorId == authorId)
            .Select(reel => new Position(reel.CreatedAt, reel.Id))
            .ToHashSet();
        Position[] lost = [.. page.Where(place => !reels.Contains(place))];
        page.Clear();
        return lost;
    }

    private sealed record AuthorList(
        long Number, DateTimeOffset? LastCreatedAt, long? Seq, long Counted, IReadOnlyList<Position> Lost);
}
