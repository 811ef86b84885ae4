using System.Xml.Linq;

namespace Reels.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static DirectoryInfo Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root.FullName, relative);

    /// <summary>The path of a file below the root, with slashes.</summary>
    public static string NameOf(FileInfo file) =>
        Path.GetRelativePath(Root.FullName, file.FullName).Replace('\\', '/');

    public static IEnumerable<FileInfo> Sources() => Root
        .EnumerateFiles("*.cs", SearchOption.AllDirectories)
        .Where(file => !file.FullName.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));

    public static IReadOnlySet<string> ProjectReferences(string project) => XDocument
        .Load(PathOf($"{project}/{project}.csproj"))
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
        .ToHashSet();

    private static DirectoryInfo Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException($"No Orleans.sln above {AppContext.BaseDirectory}.");
        }
        return folder;
    }
}
