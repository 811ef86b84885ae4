using Xunit;

namespace Reels.Tests.Architecture;

public sealed class SourceFileTests
{
    private const int Ceiling = 300;

    [Fact]
    public void A_file_fits_in_view()
    {
        var tooLong = from file in Repository.Sources()
                      let lines = File.ReadLines(file.FullName).Count()
                      where lines > Ceiling
                      select $"{file.FullName}: {lines} lines";
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
