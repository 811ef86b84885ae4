using System.Collections.Concurrent;
using System.Globalization;
using Cassandra;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Projection.Verification;

namespace Reels.Silo.Stores.Cassandra.Verification;

/// <summary>
/// Walks the partitions of a table in the order of their tokens. Of each page, those that differ are compared again
/// when every lag has ended, then repaired if that was asked for, and compared once more.
/// </summary>
internal abstract class TokenWalk<TItem>(CassandraSession session, Func<CancellationToken, Task> wait) : IVerification
    where TItem : notnull
{
    private const int PageSize = 100;

    private const int MaxConcurrent = 16;

    public abstract string Kind { get; }

    protected abstract string Statement { get; }

    protected CassandraSession Session => session;

    public async ValueTask<VerifiedPage> VerifyAsync(string after, bool repairs, CancellationToken cancellationToken)
    {
        var place = after.Length == 0
            ? VerificationQueries.Start
            : long.Parse(after, CultureInfo.InvariantCulture);
        var (items, rows) = (new List<TItem>(), 0);
        await foreach (var row in session.PagesAsync(Statement.With(place, PageSize), PageSize, cancellationToken))
        {
            place = row.GetValue<long>("place");
            rows++;
            items.Add(Read(row));
        }

        if (rows == 0)
            return VerifiedPage.End;
        var differing = await CompareAsync(items, cancellationToken);
        if (differing.Count > 0)
        {
            await wait(cancellationToken);
            differing = await CompareAsync(differing.Keys, cancellationToken);
        }

        var left = differing;
        if (repairs && differing.Count > 0)
        {
            foreach (var item in differing.Where(each => !each.Value.IsBusy).Select(each => each.Key))
                await RepairAsync(item, cancellationToken);
            left = await CompareAsync(differing.Keys, cancellationToken);
        }

        return new(place.ToString(CultureInfo.InvariantCulture), rows,
        [
            .. differing.Select(each =>
                new Finding(each.Value.Text, OutcomeOf(each.Value, left.ContainsKey(each.Key)))),
        ]);
    }

    protected abstract TItem Read(Row row);

    /// <summary>Null where everything agrees. Reads all of it again.</summary>
    protected abstract Task<Problem?> CompareAsync(TItem item, CancellationToken cancellationToken);

    /// <summary>Repairs what it can. Repeating it changes nothing.</summary>
    protected abstract Task RepairAsync(TItem item, CancellationToken cancellationToken);

    private async Task<IReadOnlyDictionary<TItem, Problem>> CompareAsync(IEnumerable<TItem> items,
        CancellationToken cancellationToken)
    {
        var problems = new ConcurrentDictionary<TItem, Problem>();
        await Parallel.ForEachAsync(items,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                if (await CompareAsync(item, token) is { } problem)
                    problems[item] = problem;
            });
        return problems;
    }

    private static FindingOutcome OutcomeOf(Problem problem, bool isLeft) => problem.IsBusy
        ? FindingOutcome.Busy
        : isLeft ? FindingOutcome.Differs : FindingOutcome.Repaired;

    /// <param name="Text">Which row, and what differs.</param>
    /// <param name="IsBusy">Whether the outbox has work for it that is still to be done.</param>
    protected sealed record Problem(string Text, bool IsBusy = false);
}
