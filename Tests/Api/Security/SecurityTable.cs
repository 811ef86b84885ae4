using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;

namespace Reels.Tests.Api.Security;

/// <summary>The table of <c>docs/security.md</c>: which caller gets which answer.</summary>
internal static partial class SecurityTable
{
    /// <summary>Callers, in the order of the columns.</summary>
    public static ImmutableArray<string> Askers { get; }

    public static ImmutableArray<SecurityRow> Rows { get; }

    static SecurityTable()
    {
        var lines = File.ReadAllLines(Repository.PathOf("docs/security.md"))
            .SkipWhile(line => !line.StartsWith("| operation |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).ToList();
        Askers = [.. Cells(lines[0]).Skip(1)];
        Rows = [.. lines.Skip(2).Select(line => Read([.. Cells(line)]))];
    }

    private static IEnumerable<string> Cells(string line) => line.Trim('|').Split('|').Select(cell => cell.Trim());

    private static SecurityRow Read(string[] cells)
    {
        var operation = Operation().Match(cells[0]);
        return new(
            operation.Groups["name"].Value,
            operation.Groups["variant"].Value,
            Askers.Zip(cells.Skip(1), (asker, cell) => (asker, cell))
                .ToImmutableDictionary(pair => pair.asker, pair => ReadAnswer(pair.cell)));
    }

    private static SecurityAnswer ReadAnswer(string cell)
    {
        var words = cell.Replace("`", "", StringComparison.Ordinal).Split(' ', 2);
        var note = words.Length > 1 ? words[1] : "";
        return note is "shown" or "hidden"
            ? new(int.Parse(words[0], CultureInfo.InvariantCulture), null, note == "shown")
            : new(int.Parse(words[0], CultureInfo.InvariantCulture), note is "" ? null : note, null);
    }

    [GeneratedRegex("^`(?<name>[A-Z]+ [^`]+)`( (?<variant>.+))?$")]
    private static partial Regex Operation();
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
