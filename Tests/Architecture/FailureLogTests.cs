using System.Text.RegularExpressions;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// Background work tries again every few seconds. If each attempt logged a warning with its stack while a store is
/// unavailable, an hour would fill the log with one piece of news.
/// </summary>
public sealed partial class FailureLogTests
{
    /// <summary>A silo that does not acknowledge is no store.</summary>
    private static readonly string[] OfOtherFailures = ["1003"];

    [Fact]
    public void A_failure_of_repeated_work_chooses_its_level()
    {
        var lines = (from file in Repository.Sources()
                     where Repository.NameOf(file).StartsWith("Grains/", StringComparison.Ordinal)
                     from line in LineWithStack().Matches(File.ReadAllText(file.FullName))
                     select (File: Repository.NameOf(file), Event: line.Groups["event"].Value,
                         Level: line.Groups["level"].Value)).ToList();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(
            line.Level is "" or "Debug" || OfOtherFailures.Contains(line.Event),
            $"{line.File}: event {line.Event} always logs the stack of a failure; take FailureLevel.Of(failure)."));
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(?<event>\d+), (?:LogLevel\.(?<level>\w+),)?[^\]]*\]\s+"
        + @"\w+ partial \w+ \w+\((?:LogLevel \w+, )?Exception ")]
    private static partial Regex LineWithStack();
}
