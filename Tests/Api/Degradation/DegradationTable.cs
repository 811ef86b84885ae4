using System.Collections.Immutable;

namespace Reels.Tests.Api.Degradation;

/// <summary>The table of <c>docs/degradation.md</c>: what is answered while an engine is unavailable.</summary>
internal static class DegradationTable
{
    /// <summary>Engines, in the order of the columns.</summary>
    public static ImmutableArray<string> Engines { get; }

    public static ImmutableArray<DegradationRow> Rows { get; }

    static DegradationTable()
    {
        var table = OperationTable.Read("docs/degradation.md");
        Engines = [.. table.Columns.Skip(1)];
        Rows = [.. table.Rows.Select(row => new DegradationRow(row.Operation, row.Variant, row.Cells[0],
            Engines.Zip(row.Cells.Skip(1)).ToImmutableDictionary(pair => pair.First, pair => pair.Second)))];
    }
}

/// <param name="Operation">As the OpenAPI document names it.</param>
/// <param name="Variant">What is requested, where an operation has several rows; else empty.</param>
/// <param name="Healthy">The status while every engine answers.</param>
/// <param name="Answers">By engine that is unavailable: the status, and the names in <c>degraded</c>.</param>
internal sealed record DegradationRow(
    string Operation, string Variant, string Healthy, ImmutableDictionary<string, string> Answers)
{
    public string Name => Variant.Length > 0 ? $"{Operation} {Variant}" : Operation;
}
