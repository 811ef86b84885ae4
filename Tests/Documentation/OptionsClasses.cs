using System.Collections.Immutable;
using System.Reflection;
using Reels.Api;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Reels.Standalone.Demo;

namespace Reels.Tests.Documentation;

/// <summary>The classes that settings are bound to, in all of the product's programs.</summary>
internal static class OptionsClasses
{
    private const string SectionField = "Section";

    /// <summary>By section, and by program within one.</summary>
    public static ImmutableArray<Type> All { get; } =
    [
        .. new[]
            {
                typeof(ReelsApi), typeof(ReelsGrains), typeof(Clock), typeof(Membership), typeof(ReelsSilo),
                typeof(DemoWorld),
            }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }
                && (type.GetField(SectionField) is not null || type.Name.EndsWith("Options", StringComparison.Ordinal)))
            .OrderBy(SectionOf, StringComparer.Ordinal).ThenBy(ProgramOf, StringComparer.Ordinal)
            .ThenBy(type => type.Name, StringComparer.Ordinal),
    ];

    public static string SectionOf(Type options) => options.GetField(SectionField)?.GetRawConstantValue() as string
        ?? throw new InvalidOperationException(
            $"{options} has no public const string {SectionField}, by which its settings are found and documented.");

    /// <summary>The program that reads it. Grains live in silos.</summary>
    public static string ProgramOf(Type options) =>
        options.Assembly.GetName().Name!.Split('.')[1] switch
        {
            "Grains" => "Silo",
            "Hosting" => "Api and Silo",
            var project => project,
        };

    public static IEnumerable<PropertyInfo> Settings(Type options) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.SetMethod?.IsPublic == true)
        .OrderBy(property => property.MetadataToken);
}
