using Reels.Standalone.Demo;
using Xunit;

namespace Reels.Tests.Unit.Demo;

public sealed class DemoProgressTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Into_a_file_it_writes_a_line_for_each_tenth()
    {
        var progress = new DemoProgress(_output, redraws: false, total: 1_000);
        progress.Begin("likes");
        for (var i = 0; i < 1_000; i++)
            progress.Advance();
        progress.End();

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.Equal("Demo: 100 % (likes)", lines[^1]);
        Assert.DoesNotContain('\r', _output.ToString());
    }

    [Fact]
    public void On_a_console_it_redraws_one_line()
    {
        var progress = new DemoProgress(_output, redraws: true, total: 3);
        progress.Begin("people");
        progress.Advance();
        progress.Advance(5);
        progress.End();

        var drawn = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("  0 %", drawn[0], StringComparison.Ordinal);
        Assert.Contains(" 33 %", drawn[1], StringComparison.Ordinal);
        Assert.Contains("100 %", drawn[^1], StringComparison.Ordinal);
    }
}
