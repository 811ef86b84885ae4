namespace Reels.Silo.Stores.Projection.Verification;

/// <summary>
/// Compares the rows of a truth with those of its projection. Rows that only the projection has are not found. A row of
/// the truth repairs an older one; one whose seq is not lower stays.
/// </summary>
/// <param name="kind">The rows.</param>
/// <param name="truth">Its rows are walked.</param>
/// <param name="projection">It is asked for the same rows.</param>
/// <param name="keyOf">The key by which the truth orders them.</param>
/// <param name="wait">Ends when a lag must have ended.</param>
internal sealed class PairVerifier<TRow>(
    string kind, ITruth<TRow> truth, IProjection<TRow> projection, Func<TRow, string> keyOf,
    Func<CancellationToken, Task> wait) : IVerification
    where TRow : class
{
    private const int PageSize = 200;

    public string Kind => kind;

    public async ValueTask<VerifiedPage> VerifyAsync(string after, bool repairs, CancellationToken cancellationToken)
    {
        var page = await LookAsync(after, cancellationToken);
        if (page.Differing.Count > 0)
            page = await LookAgainAsync(after, page, cancellationToken);
        if (page.Rows.Count == 0)
            return VerifiedPage.End;
        var left = page;
        if (repairs && page.Differing.Count > 0)
        {
            await projection.PutAsync([.. page.Differing.Values.Select(each => each.Row)], cancellationToken);
            left = (await LookAsync(after, cancellationToken)).In(page);
            if (left.Differing.Count > 0)
                left = await LookAgainAsync(after, left, cancellationToken);
        }

        return new(keyOf(page.Rows[^1]), page.Rows.Count,
        [
            .. page.Differing.Select(each => new Finding(Describe(each.Key, each.Value),
                left.Differing.ContainsKey(each.Key) ? FindingOutcome.Differs : FindingOutcome.Repaired)),
        ]);
    }

    private async ValueTask<Page> LookAsync(string after, CancellationToken cancellationToken)
    {
        var rows = await truth.ListAllAsync(after, PageSize, cancellationToken);
        var differing = rows.Count == 0 ? [] : await projection.ListDifferingAsync(rows, cancellationToken);
        return new(rows, differing.ToDictionary(each => keyOf(each.Row)));
    }

    /// <summary>Reads both sides again. Rows that came in between are left out: they may lag.</summary>
    private async ValueTask<Page> LookAgainAsync(string after, Page page, CancellationToken cancellationToken)
    {
        await wait(cancellationToken);
        return (await LookAsync(after, cancellationToken)).In(page);
    }

    private static string Describe(string key, Difference<TRow> difference) => difference.Seq is { } seq
        ? $"{key}: the projection has seq {seq}, and not the seq and state of the truth"
        : $"{key}: the projection lacks it";

    private sealed record Page(IReadOnlyList<TRow> Rows, IReadOnlyDictionary<string, Difference<TRow>> Differing)
    {
        /// <summary>With those alone that differed before too.</summary>
        public Page In(Page before) => this with
        {
            Differing = Differing.Where(each => before.Differing.ContainsKey(each.Key))
                .ToDictionary(each => each.Key, each => each.Value),
        };
    }
}
