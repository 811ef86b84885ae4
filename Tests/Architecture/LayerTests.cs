using System.Text.RegularExpressions;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// Inside a project the imports between folders form layers: no folder imports itself through other folders.
/// </summary>
public sealed partial class LayerTests
{
    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("Api")]
    [InlineData("Standalone")]
    public void Imports_between_folders_have_no_cycle(string project)
    {
        var imports = Imports(project);
        Assert.NotEmpty(imports);
        var cycle = FindCycle(imports);
        Assert.True(cycle is null,
            cycle is null ? "" : $"{project}: {string.Join(" → ", cycle)}\n{Describe(imports, cycle)}");
    }

    [Fact]
    public void A_cycle_is_found_and_named()
    {
        var imports = new Dictionary<string, Dictionary<string, string>>
        {
            ["A"] = new() { ["B"] = "a.cs" },
            ["B"] = new() { ["C"] = "b.cs", ["D"] = "b.cs" },
            ["C"] = new() { ["D"] = "c.cs" },
            ["D"] = new() { ["B"] = "d.cs" },
        };
        Assert.Equal(["B", "C", "D", "B"], FindCycle(imports));
        imports["D"].Clear();
        Assert.Null(FindCycle(imports));
    }

    /// <summary>The folders that each folder imports, with one file that does so.</summary>
    private static Dictionary<string, Dictionary<string, string>> Imports(string project)
    {
        var sources = Repository.Sources()
            .Select(file => (Path: Path.GetRelativePath(Repository.PathOf(project), file.FullName), File: file))
            .Where(source => !source.Path.StartsWith("..", StringComparison.Ordinal))
            .Select(source => (
                Folder: FolderOf(source.Path),
                source.Path,
                Text: WithoutComments(File.ReadAllText(source.File.FullName))))
            .ToList();
        var folders = sources.Select(source => source.Folder).ToHashSet();
        var declared = sources
            .SelectMany(source => Declaration().Matches(source.Text)
                .Select(type => (Name: type.Groups["name"].Value, source.Folder)))
            .ToLookup(type => type.Name, type => type.Folder);

        var imports = new Dictionary<string, Dictionary<string, string>>();
        foreach (var (folder, path, text) in sources)
        {
            var used = Using().Matches(text)
                .Select(match => match.Groups["namespace"].Value)
                .Where(name => name.StartsWith($"Reels.{project}.", StringComparison.Ordinal))
                .Select(name => name[$"Reels.{project}.".Length..].Replace('.', '/'));

            // Types of parent folders need no using, so their names are searched in the text.
            var parents = Word().Matches(text).Select(word => word.Value).Distinct()
                .SelectMany(word => declared[word])
                .Where(other => other.Length == 0 || folder.StartsWith(other + "/", StringComparison.Ordinal));
            foreach (var other in used.Concat(parents).Where(other => other != folder && folders.Contains(other)))
            {
                if (!imports.TryGetValue(folder, out var imported))
                    imports[folder] = imported = [];
                imported.TryAdd(other, path);
            }
        }

        return imports;
    }

    /// <summary>A cycle that begins and ends with the same folder, or null if there is none.</summary>
    private static List<string>? FindCycle(Dictionary<string, Dictionary<string, string>> imports)
    {
        var visited = new HashSet<string>();
        var path = new List<string>();
        foreach (var folder in imports.Keys.Order(StringComparer.Ordinal))
        {
            if (Visit(folder) is { } cycle)
                return cycle;
        }

        return null;

        List<string>? Visit(string folder)
        {
            if (path.IndexOf(folder) is >= 0 and var start)
                return [.. path[start..], folder];
            if (!visited.Add(folder))
                return null;
            path.Add(folder);
            foreach (var other in imports.GetValueOrDefault(folder)?.Keys.Order(StringComparer.Ordinal)
                ?? Enumerable.Empty<string>())
            {
                if (Visit(other) is { } cycle)
                    return cycle;
            }

            path.RemoveAt(path.Count - 1);
            return null;
        }
    }

    private static string Describe(Dictionary<string, Dictionary<string, string>> imports, List<string> cycle) =>
        string.Join('\n', cycle.Zip(cycle.Skip(1),
            (from, to) => $"  {Name(from)} imports {Name(to)} in {imports[from][to]}"));

    private static string Name(string folder) => folder.Length == 0 ? "(the project's folder)" : folder;

    private static string FolderOf(string path) => (Path.GetDirectoryName(path) ?? "").Replace('\\', '/');

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^\s*using (static |\w+ = )?(?<namespace>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Indented declarations don't match: nested types are not known by their names in other files.
    [GeneratedRegex(@"^(public|internal) [^=(;]*\b(class|record|struct|interface|enum)\s+(?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
