using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;

namespace Reels.Tests.Api;

/// <summary>A table of a page of the docs, with a row per operation, or several for its variants.</summary>
/// <param name="Columns">Headers but the first.</param>
internal sealed partial record OperationTable(ImmutableArray<string> Columns, ImmutableArray<OperationRow> Rows)
{
    /// <summary>Read the table that begins with <c>| operation |</c>.</summary>
    /// <param name="page">Such as <c>docs/security.md</c>.</param>
    public static OperationTable Read(string page)
    {
        var lines = File.ReadAllLines(Repository.PathOf(page))
            .SkipWhile(line => !line.StartsWith("| operation |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).ToList();
        return new([.. Cells(lines[0]).Skip(1)], [.. lines.Skip(2).Select(line => ReadRow([.. Cells(line)]))]);
    }

    private static IEnumerable<string> Cells(string line) => line.Trim('|').Split('|').Select(cell => cell.Trim());

    private static OperationRow ReadRow(string[] cells)
    {
        var operation = Operation().Match(cells[0]);
        return new(operation.Groups["name"].Value, operation.Groups["variant"].Value,
            [.. cells.Skip(1).Select(cell => cell.Replace("`", "", StringComparison.Ordinal))]);
    }

    [GeneratedRegex("^`(?<name>[A-Z]+ [^`]+)`( (?<variant>.+))?$")]
    private static partial Regex Operation();
}

/// <param name="Operation">As the OpenAPI document names it.</param>
/// <param name="Variant">What is requested, where an operation has several rows; else empty.</param>
/// <param name="Cells">The cells under <see cref="OperationTable.Columns"/>, without their backquotes.</param>
internal sealed record OperationRow(string Operation, string Variant, ImmutableArray<string> Cells);
