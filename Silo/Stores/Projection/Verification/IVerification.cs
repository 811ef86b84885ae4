namespace Reels.Silo.Stores.Projection.Verification;

/// <summary>
/// Walks the rows of one kind, and compares what two places say about each. It may run next to silos that write: a row
/// differs only if it still does when every lag has ended.
/// </summary>
internal interface IVerification
{
    /// <summary>One of <see cref="VerifyOptions.Kinds"/>.</summary>
    string Kind { get; }

    /// <summary>Verifies the next rows.</summary>
    /// <param name="after">The place where the page before ended; empty at the beginning.</param>
    /// <param name="repairs">Whether to repair rows that differ.</param>
    /// <param name="cancellationToken">Ends the walk; it can go on later.</param>
    ValueTask<VerifiedPage> VerifyAsync(string after, bool repairs, CancellationToken cancellationToken);
}

/// <param name="Place">Where the next page begins; null at the end.</param>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="Findings">The rows that differ.</param>
internal sealed record VerifiedPage(string? Place, int Rows, IReadOnlyList<Finding> Findings)
{
    public static VerifiedPage End { get; } = new(null, 0, []);
}

/// <param name="Text">Which row, and what differs.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record Finding(string Text, FindingOutcome Outcome);

internal enum FindingOutcome
{
    Differs,

    Repaired,

    /// <summary>It changed with each look, so it could not be compared.</summary>
    Busy,
}
