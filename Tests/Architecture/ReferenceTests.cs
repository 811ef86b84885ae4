using System.Text.Json;
using Xunit;

namespace Reels.Tests.Architecture;

public sealed class ReferenceTests
{
    private const string Redis = "StackExchange.Redis";

    private static readonly string[] Databases = ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "MongoDB.",
        "CassandraCSharpDriver", "Neo4j."];
    private static readonly string[] MediaStores = ["Minio", "AWSSDK."];

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains", "Grains.Interfaces")]
    [InlineData("Hosting", "Grains.Interfaces")]
    [InlineData("Silo", "Grains", "Hosting")]
    [InlineData("Api", "Grains.Interfaces", "Hosting")]
    [InlineData("Standalone", "Silo", "Api", "Hosting")]
    public void A_project_references_only_its_listed_projects(string project, params string[] references) =>
        Assert.Equal(references.Order(), Repository.ProjectReferences(project).Order());

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Hosting")]
    [InlineData("Api")]
    public void No_database_driver_reaches_grains_or_api(string project) =>
        Assert.Empty(PackagesOf(project, Databases));

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    public void The_driver_of_Redis_does_not_reach_grains(string project) =>
        Assert.Empty(PackagesOf(project, [Redis]));

    /// <summary>They read the list of silos from Redis, through Orleans.</summary>
    [Theory]
    [InlineData("Hosting")]
    [InlineData("Api")]
    public void Outside_silos_the_driver_of_Redis_serves_membership_alone(string project) => Assert.All(
        Directory.EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("Membership.cs", StringComparison.Ordinal)),
        file => Assert.DoesNotContain(Redis, File.ReadAllText(file), StringComparison.Ordinal));

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Hosting")]
    [InlineData("Silo")]
    public void No_media_store_driver_reaches_grains_or_silo(string project) =>
        Assert.Empty(PackagesOf(project, MediaStores));

    // The lock file lists transitive packages, too.
    private static List<string> PackagesOf(string project, string[] prefixes)
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(Repository.PathOf($"{project}/packages.lock.json")));
        return [.. locked.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Select(package => package.Name)
            .Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))];
    }
}
