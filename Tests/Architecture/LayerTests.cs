using System.Text.RegularExpressions;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// Inside a project the imports between folders form layers: no folder imports, directly or through others, itself.
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
        var cycle = Cycle(imports);
        Assert.True(cycle is null,
            cycle is null ? "" : $"{project}: {string.Join(" → ", cycle)}\n{Files(imports, cycle)}");
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
        Assert.Equal(["B", "C", "D", "B"], Cycle(imports));
        imports["D"].Clear();
        Assert.Null(Cycle(imports));
    }

    /// <summary>For each folder, the folders that its files import, each with one such file.</summary>
    private static Dictionary<string, Dictionary<string, string>> Imports(string project)
    {
        var sources = Repository.Sources()
            .Select(file => (Path: Path.GetRelativePath(Repository.PathOf(project), file.FullName), File: file))
            .Where(source => !source.Path.StartsWith("..", StringComparison.Ordinal))
            .Select(source =>
                (Folder: FolderOf(source.Path), source.Path,
                    Text: WithoutComments(File.ReadAllText(source.File.FullName))))
            .ToList();
        var declared = sources
            .SelectMany(
                source => Declaration().Matches(source.Text)
                    .Select(type => (Name: type.Groups["name"].Value, source.Folder)))
            .ToLookup(type => type.Name, type => type.Folder);

        var imports = new Dictionary<string, Dictionary<string, string>>();
        foreach (var (folder, path, text) in sources)
        {
            var used = Using().Matches(text)
                .Select(match => match.Groups["namespace"].Value)
                .Where(name => name.StartsWith($"Reels.{project}.", StringComparison.Ordinal))
                .Select(name => name[$"Reels.{project}.".Length..].Replace('.', '/'));

            // Types of a folder above need no using: they are known by their names.
            var above = Word().Matches(text).Select(word => word.Value).Distinct()
                .SelectMany(word => declared[word])
                .Where(other => other.Length == 0 || folder.StartsWith(other + "/", StringComparison.Ordinal));
            foreach (var other in used.Concat(above)
                .Where(other => other != folder && sources.Exists(source => source.Folder == other)))
            {
                (imports.TryGetValue(folder, out var of) ? of : imports[folder] = []).TryAdd(other, path);
            }
        }

        return imports;
    }

    private static List<string>? Cycle(Dictionary<string, Dictionary<string, string>> imports)
    {
        var done = new HashSet<string>();
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
            if (!done.Add(folder))
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

    private static string Files(Dictionary<string, Dictionary<string, string>> imports, List<string> cycle) =>
        string.Join(
        '\n', cycle.Zip(cycle.Skip(1), (from, to) => $"  {Name(from)} imports {Name(to)} in {imports[from][to]}"));

    private static string Name(string folder) => folder.Length == 0 ? "(the project's folder)" : folder;

    private static string FolderOf(string path) => (Path.GetDirectoryName(path) ?? "").Replace('\\', '/');

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^\s*using (static |\w+ = )?(?<namespace>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Nested types are known to their own file only.
    [GeneratedRegex(@"^(public|internal) [^=(;]*\b(class|record|struct|interface|enum)\s+(?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
