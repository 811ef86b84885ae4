using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary><c>docker-compose.yml</c> and the Dockerfiles, as far as text shows it.</summary>
public sealed partial class ContainerTests
{
    private const string Compose = "docker-compose.yml";
    private const string SiloFile = "deploy/Silo.Dockerfile";
    private const string ApiFile = "deploy/Api.Dockerfile";

    [Fact]
    public void Every_variable_of_a_program_is_a_setting()
    {
        string[] texts = [Read(Compose), Read(SiloFile), Read(ApiFile)];

        VariableNames.AssertSettings(texts, "Cluster:Redis", "S3:Endpoint", "Data:Folder", "Management:Password");
    }

    /// <summary>Whoever reaches it could pass as any client.</summary>
    [Fact]
    public void A_node_that_believes_its_proxy_publishes_no_port()
    {
        var blocks = ServiceBlock().Matches(Read(Compose)).ToDictionary(match => match.Groups["name"].Value,
            match => match.Value);

        Assert.Equal(["api2"], blocks.Where(block => block.Value.Contains("FORWARDEDHEADERS", StringComparison.Ordinal))
            .Select(block => block.Key));
        Assert.Contains("<<: *proxied", blocks["api3"], StringComparison.Ordinal);
        Assert.All(["api2", "api3"],
            node => Assert.DoesNotContain("ports:", blocks[node], StringComparison.Ordinal));
        Assert.Contains("set-header X-Forwarded-For %[src]", Read("deploy/proxy/haproxy.cfg"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo2")]
    [InlineData("silo3")]
    [InlineData("api2")]
    [InlineData("proxy")]
    [InlineData("prometheus")]
    [InlineData("grafana")]
    public void What_is_not_in_the_default_has_a_profile(string service)
    {
        var block = ServiceBlock().Matches(Read(Compose)).Single(match => match.Groups["name"].Value == service).Value;

        Assert.Matches(@"profiles: \[(cluster|observability)\]", block);
    }

    /// <summary>The tags of .NET name its version and the system, and get the fixes of both.</summary>
    [Theory]
    [InlineData(Compose, "(?m)^    image: (?<image>.+)$")]
    [InlineData(SiloFile, @"(?m)^FROM (?<image>\S+)")]
    [InlineData(ApiFile, @"(?m)^FROM (?<image>\S+)")]
    public void Images_of_others_are_pinned_to_a_version(string file, string pattern)
    {
        var images = Regex.Matches(Read(file), pattern).Select(match => match.Groups["image"].Value)
            .Except(["reels-silo", "reels-api"]).ToList();

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@"^[a-z0-9./-]+:[A-Zv.]*\d+[.-]\d+[A-Za-z0-9.-]*$", image));
    }

    [Fact]
    public void Ports_are_published_on_loopback_alone()
    {
        var ports = PortList().Matches(Read(Compose)).SelectMany(match => match.Groups["ports"].Value.Split(", "))
            .ToList();

        Assert.Contains("\"127.0.0.1:5080:5080\"", ports);
        Assert.All(ports, port => Assert.StartsWith("\"127.0.0.1:", port, StringComparison.Ordinal));
    }

    /// <summary>A project that is missing there fails the build of the image alone.</summary>
    [Theory]
    [InlineData(SiloFile, "Silo")]
    [InlineData(ApiFile, "Api")]
    public void Images_are_built_from_every_referred_project(string dockerfile, string program)
    {
        var text = Read(dockerfile);
        var context = Read(".dockerignore").Split('\n');
        Assert.All(WithReferences(program), project =>
        {
            Assert.Contains($"COPY {project}/{project}.csproj ", text, StringComparison.Ordinal);
            Assert.Contains($"COPY {project} {project}/\n", text, StringComparison.Ordinal);
            Assert.Contains($"!{project}", context);
        });
    }

    private static HashSet<string> WithReferences(string project) =>
        [project, .. Repository.ProjectReferences(project).SelectMany(WithReferences)];

    private static string Read(string name) => File.ReadAllText(Repository.PathOf(name));

    [GeneratedRegex(@"(?m)^  (?<name>[a-z0-9]+):(?: &\w+)?\n(?:(?:    .*)?\n)+")]
    private static partial Regex ServiceBlock();

    [GeneratedRegex(@"(?m)^    ports: \[(?<ports>.+)\]$")]
    private static partial Regex PortList();
}
