using System.Collections.Immutable;
using System.Globalization;

namespace Reels.Tests.Api.Security;

/// <summary>The table of <c>docs/security.md</c>: which caller gets which answer.</summary>
internal static class SecurityTable
{
    /// <summary>Callers, in the order of the columns.</summary>
    public static ImmutableArray<string> Askers { get; }

    public static ImmutableArray<SecurityRow> Rows { get; }

    static SecurityTable()
    {
        var table = OperationTable.Read("docs/security.md");
        Askers = table.Columns;
        Rows = [.. table.Rows.Select(row => new SecurityRow(row.Operation, row.Variant,
            Askers.Zip(row.Cells, (asker, cell) => (asker, cell))
                .ToImmutableDictionary(pair => pair.asker, pair => ReadAnswer(pair.cell))))];
    }

    private static SecurityAnswer ReadAnswer(string cell)
    {
        var words = cell.Split(' ', 2);
        var note = words.Length > 1 ? words[1] : "";
        return note is "shown" or "hidden"
            ? new(int.Parse(words[0], CultureInfo.InvariantCulture), null, note == "shown")
            : new(int.Parse(words[0], CultureInfo.InvariantCulture), note is "" ? null : note, null);
    }
}

/// <param name="Operation">As the OpenAPI document names it.</param>
/// <param name="Variant">The object that is requested, where an operation has several rows; else empty.</param>
/// <param name="Answers">Answers by caller.</param>
internal sealed record SecurityRow(string Operation, string Variant,
    ImmutableDictionary<string, SecurityAnswer> Answers)
{
    public string Name => Variant.Length > 0 ? $"{Operation} {Variant}" : Operation;
}

/// <param name="Code">Code of the problem; null where the answer is none.</param>
/// <param name="Shown">Whether the owner's id is in the body; null where that is not checked.</param>
internal sealed record SecurityAnswer(int Status, string? Code, bool? Shown)
{
    public override string ToString() =>
        $"{Status} {Code}{(Shown is { } shown ? shown ? "shown" : "hidden" : "")}".Trim();
}
