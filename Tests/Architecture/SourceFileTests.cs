using Xunit;

namespace Reels.Tests.Architecture;

public sealed class SourceFileTests
{
    private const int MaxLines = 300;
    private const int MaxColumns = 120;

    [Fact]
    public void A_file_fits_in_view()
    {
        var tooLong = from file in Repository.Sources()
                      let lines = File.ReadLines(file.FullName).Count()
                      where lines > MaxLines
                      select $"{Repository.NameOf(file)}: {lines} lines";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void A_line_fits_in_120_columns()
    {
        var tooLong = from file in Repository.Sources()
                      from line in File.ReadLines(file.FullName).Select((text, index) => (text, number: index + 1))
                      where line.text.Length > MaxColumns
                      select $"{Repository.NameOf(file)}:{line.number}: {line.text.Length} columns";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Orleans.sln"));
        var projects = Repository.Root.EnumerateFiles("*.csproj", SearchOption.AllDirectories)
            .Select(file => file.Name);
        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }
}
