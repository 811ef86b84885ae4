namespace Reels.Silo.Stores.Projection;

/// <summary>The side that takes the writes. It knows which of its rows the projection may not have.</summary>
internal interface ITruth<TRow>
    where TRow : class
{
    /// <summary>
    /// Up to <paramref name="limit"/> rows that are not marked as projected, ordered by their keys, strictly after
    /// <paramref name="after"/> (null: from the first); empty at the end. The step that commits a row removes its mark.
    /// </summary>
    ValueTask<IReadOnlyList<TRow>> ListUnprojectedAsync(TRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>Marks rows as projected, each where it has not changed since it was read.</summary>
    ValueTask MarkProjectedAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> rows, also those that have ended, ordered by their keys, strictly after the key
    /// <paramref name="after"/> (empty: from the first); empty at the end. The key of two people is their ids with a
    /// colon between.
    /// </summary>
    ValueTask<IReadOnlyList<TRow>> ListAllAsync(string after, int limit, CancellationToken cancellationToken);
}

/// <summary>The side that is written from the truth alone.</summary>
internal interface IProjection<TRow>
    where TRow : class
{
    /// <summary>
    /// Stores each row where its seq is higher than that of the stored row. Rows come in any order, and any number of
    /// times. A row that has ended is stored too, since its seq refuses older ones.
    /// </summary>
    ValueTask PutAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken);

    /// <summary>Those of the rows that it lacks, or has with another seq or state.</summary>
    ValueTask<IReadOnlyList<Difference<TRow>>> ListDifferingAsync(IReadOnlyList<TRow> rows,
        CancellationToken cancellationToken);
}

/// <param name="Row">The row of the truth.</param>
/// <param name="Seq">The seq that the projection has; null where it lacks the row.</param>
internal sealed record Difference<TRow>(TRow Row, long? Seq)
    where TRow : class;
