using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>The tables of <c>docs/settings.md</c> are what the options classes say.</summary>
public sealed class SettingsTests
{
    private const string UpdateVariable = "REELS_UPDATE_SETTINGS";

    /// <summary>What stands above is written by hand.</summary>
    private const string Start = "<!-- From here on: written by Tests/Documentation. -->\n";

    private static readonly string File = Repository.PathOf("docs/settings.md");

    [Fact]
    public void The_page_of_settings_is_current()
    {
        var (page, current) = (System.IO.File.ReadAllText(File), Tables());
        var start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            System.IO.File.WriteAllText(File, page = page[..start] + current);

        Assert.True(
            page[start..] == current,
            $"docs/settings.md differs from the options classes. Run this and commit the file: {UpdateVariable}=1 "
                + $"dotnet test Tests --filter {nameof(SettingsTests)}");
    }

    /// <summary>The resource by which a program finds misspelt settings.</summary>
    [Fact]
    public void The_list_of_known_settings_is_current()
    {
        var file = Repository.PathOf("Hosting/settings.txt");
        var current = string.Concat(
            from options in OptionsClasses.All
            from setting in OptionsClasses.Settings(options)
            let item = TypeOf(setting.PropertyType) == "list" ? ":*" : ""
            select $"{OptionsClasses.SectionOf(options)}:{setting.Name}{item}" into name
            group name by name into unique
            select unique.Key + "\n");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            System.IO.File.WriteAllText(file, current);

        Assert.True(System.IO.File.ReadAllText(file) == current,
            $"Hosting/settings.txt differs from the options classes. Set {UpdateVariable}=1 to write it.");
    }

    public static TheoryData<Type> Classes => [.. OptionsClasses.All];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_setting_has_a_summary(Type options) => Assert.All(
        OptionsClasses.Settings(options).Prepend<MemberInfo>(options),
        member => Assert.True(XmlDocumentation.SummaryOf(member).Length > 0,
            $"{options.Name}.{member.Name} has no summary."));

    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (var options in OptionsClasses.All)
        {
            var section = OptionsClasses.SectionOf(options);
            text.Append(null, $"\n## {section} ({OptionsClasses.ProgramOf(options)})\n\n");
            text.Append(null, $"{XmlDocumentation.SummaryOf(options)}\n\n");
            text.Append("| setting | type | default | range | |\n| --- | --- | --- | --- | --- |\n");
            var defaults = Activator.CreateInstance(options, nonPublic: true)!;
            foreach (var setting in OptionsClasses.Settings(options))
            {
                text.Append(null, $"| `{section}:{setting.Name}` | {TypeOf(setting.PropertyType)} ");
                text.Append(null, $"| {DefaultOf(setting, defaults)} | {RangeOf(setting)} ");
                text.Append(null, $"| {XmlDocumentation.SummaryOf(setting)} |\n");
            }
        }

        return text.ToString();
    }

    private static string TypeOf(Type type) => Nullable.GetUnderlyingType(type) is { } value ? TypeOf(value)
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "time"
        : type == typeof(int) || type == typeof(long) ? "whole number"
        : type == typeof(double) ? "number"
        : type == typeof(string) ? "text"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`"))
        : type.IsAssignableTo(typeof(IEnumerable)) ? "list"
        : throw new NotSupportedException($"{type} as a setting");

    private static string DefaultOf(PropertyInfo setting, object defaults) =>
        setting.GetCustomAttribute<DefaultValueAttribute>() is { Value: { } shown } ? $"{shown}"
            : setting.GetValue(defaults) switch
            {
                null or "" => "none",
                bool value => value ? "`true`" : "`false`",
                TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond != 0 => $"`{time.ToString("c").TrimEnd('0')}`",
                IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
                string value => $"`{value}`",
                IEnumerable values => values.Cast<object>().ToList() is { Count: > 0 } list
                    ? string.Join(", ", list.Select(value => $"`{value}`"))
                    : "none",
                var value => $"`{value}`",
            };

    private static string RangeOf(PropertyInfo setting) =>
        string.Join(", ", setting.GetCustomAttributes<ValidationAttribute>().Select(rule => rule switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"`{range.Minimum}` to `{range.Maximum}`"),
        RequiredAttribute => "needed",
        MinLengthAttribute length => $"at least {length.Length} characters",
        _ => throw new NotSupportedException($"{rule.GetType()} on a setting"),
    }));
}
