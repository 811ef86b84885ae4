using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Reels.Tests.Documentation;

/// <summary>
/// The summaries of the code as Markdown, from the XML files that the compiler writes next to the programs.
/// </summary>
internal static partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <returns>The summary in one line, or an empty text if there is none.</returns>
    public static string SummaryOf(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType!;
        var name = member is Type ? $"T:{type.FullName}" : $"P:{type.FullName}.{member.Name}";
        var summary = Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(name)?.Element("summary");
        return summary is null ? ""
            : Space().Replace(string.Concat(summary.Nodes().Select(node => Text(node, type))), " ").Trim()
                .Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, XElement> Read(Assembly assembly) => XDocument
        .Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    private static string Text(XNode node, Type type) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{Reference(see, type)}`",
        XElement other => string.Concat(other.Nodes().Select(inner => Text(inner, type))),
        _ => "",
    };

    /// <summary>Another setting of the same class goes by its name; anything else by that of its type too.</summary>
    private static string Reference(XElement see, Type type)
    {
        var target = see.Attribute("cref")?.Value[2..] ?? see.Attribute("langword")!.Value;
        return target.StartsWith(type.FullName + ".", StringComparison.Ordinal) ? target[(type.FullName!.Length + 1)..]
            : string.Join('.', target.Split('.')[^2..]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
