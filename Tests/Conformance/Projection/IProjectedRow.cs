namespace Reels.Tests.Conformance.Projection;

/// <summary>A row of one kind: what the tests of all kinds do with it.</summary>
internal interface IProjectedRow
{
    /// <summary>Write the state that belongs to this seq.</summary>
    Task WriteAsync(ProjectedSilo silo, long seq);

    /// <summary>Read the state, with a call that either side can answer.</summary>
    Task<object?> ReadAsync(ProjectedSilo silo);

    /// <summary>What <see cref="ReadAsync"/> returns after the write of this seq.</summary>
    object StateAfter(long seq);

    /// <summary>Read the whole row from the truth alone.</summary>
    Task<object?> ReadTruthAsync();

    /// <summary>Read the whole row from the projection alone.</summary>
    Task<object?> ReadProjectionAsync();
}
