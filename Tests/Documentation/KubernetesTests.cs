using System.Globalization;
using System.Text.RegularExpressions;
using Reels.Api.Hosting;
using Reels.Api.Secrets;
using Reels.Silo.Hosting;
using Reels.Tests.Architecture;
using Xunit;
using SiloManagement = Reels.Silo.Hosting.ManagementOptions;

namespace Reels.Tests.Documentation;

/// <summary>The manifests in <c>deploy/kubernetes</c>, as far as text shows it.</summary>
public sealed partial class KubernetesTests
{
    private const string Folder = "deploy/kubernetes";
    private const string Local = $"{Folder}/overlays/local";
    private const string Production = $"{Folder}/overlays/production";

    private static readonly string Silo = Read($"{Folder}/base/silo.yaml");
    private static readonly string Api = Read($"{Folder}/base/api.yaml");

    public static TheoryData<string> Programs => ["silo", "api"];

    [Fact]
    public void Every_variable_of_a_program_is_a_setting() => VariableNames.AssertSettings(
        Files().Select(File.ReadAllText), "Cluster:Redis", "S3:Endpoint", "Auth:SigningKey", "Neo4j:PasswordFile");

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_runs_without_rights(string program) => Assert.All(
        [
            "runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false",
            "seccompProfile: { type: RuntimeDefault }", "capabilities: { drop: [ALL] }",
            "automountServiceAccountToken: false",
        ],
        line => Assert.Contains(line, Manifest(program), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_update_takes_no_pod_away_before_its_successor(string program) => Assert.All(
        [
            "maxSurge: 1, maxUnavailable: 0", "kind: PodDisruptionBudget", "whenUnsatisfiable: ScheduleAnyway",
            "requests: {", "limits: {",
        ],
        line => Assert.Contains(line, Manifest(program), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Probes_ask_the_management_port(string program)
    {
        var probes = Probe().Matches(Manifest(program)).ToDictionary(match => match.Groups["kind"].Value,
            match => match.Groups["path"].Value);

        Assert.Equal(new Dictionary<string, string>
        {
            ["startup"] = "/health/live",
            ["readiness"] = "/health/ready",
            ["liveness"] = "/health/live",
        }, probes);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_pod_has_longer_to_stop_than_its_drain(string program)
    {
        var seconds = Regex.Match(Manifest(program), @"terminationGracePeriodSeconds: (\d+)").Groups[1].Value;
        var set = Regex.Match(Read($"{Folder}/base/{program}.env"), "Shutdown__Drain=(.+)").Groups[1].Value;
        var drain = set.Length > 0 ? TimeSpan.Parse(set, CultureInfo.InvariantCulture) : new ShutdownOptions().Drain;

        // And the host's 30 s for requests under way.
        Assert.InRange(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)),
            drain + TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Container_ports_are_those_of_the_settings()
    {
        Assert.Equal(
            [new SiloOptions().Port, new SiloOptions().GatewayPort, new SiloManagement().Port], PortsOf(Silo));
        Assert.Equal([5080, new Reels.Api.Hosting.ManagementOptions().Port], PortsOf(Api));
    }

    [Fact]
    public void Only_silos_and_API_nodes_reach_the_ports_of_silos()
    {
        var policy = Read($"{Folder}/base/network-policies.yaml").Split("---\n")[0];

        Assert.Equal([("app.kubernetes.io/name: silo", "silo"), ("app.kubernetes.io/name: api", "gateway"),
            ("kubernetes.io/metadata.name: monitoring", "management")],
            Rule().Matches(policy).Select(match => (match.Groups["from"].Value, match.Groups["port"].Value)));
    }

    /// <summary>What is tried out on one machine is the same in both.</summary>
    [Fact]
    public void The_local_databases_are_those_of_compose()
    {
        var images = Regex.Matches(Read($"{Local}/databases.yaml"), @"image: (\S+)").Select(one => one.Groups[1].Value)
            .ToList();

        Assert.Equal(5, images.Count);
        Assert.All(images,
            image => Assert.Contains($"image: {image}\n", Read("docker-compose.yml"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_local_signing_key_is_a_root_secret() => Assert.True(RootSecret.TryParse(
        Regex.Match(Read($"{Local}/kustomization.yaml"), "signing-key=(.+)").Groups[1].Value, out _));

    [Fact]
    public void Production_has_secrets_by_reference_alone()
    {
        var texts = Files().Where(file => file.Contains("production", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.DoesNotMatch(@"kind: Secret\b|secretGenerator|(Password|SecretKey)=", text));
    }

    /// <summary>A key that is missing in a secret shows when the pod starts.</summary>
    [Fact]
    public void Operations_names_every_key_of_the_secrets()
    {
        var page = Read("docs/operations.md");
        var keys = SecretKey().Matches(Silo + Api + string.Concat(Files().Select(File.ReadAllText)))
            .Select(match => match.Groups["key"].Value).Distinct().ToList();

        Assert.Equal(9, keys.Count);
        Assert.All(keys, key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }

    private static string Manifest(string program) => program == "silo" ? Silo : Api;

    private static IEnumerable<int> PortsOf(string manifest) => Regex.Matches(manifest, @"containerPort: (\d+)")
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(
        Repository.PathOf(Folder), "*", SearchOption.AllDirectories);

    private static string Read(string name) => File.ReadAllText(Repository.PathOf(name));

    [GeneratedRegex(@"(?<kind>\w+)Probe:\n +httpGet: \{ path: (?<path>\S+), port: management \}")]
    private static partial Regex Probe();

    [GeneratedRegex(@"matchLabels: \{ (?<from>[^}]+) \} \} \}\]\n +ports: \[\{ port: (?<port>\w+) \}\]")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(secretKeyRef: \{ name: [\w-]+, key: |/secrets/)(?<key>[a-z0-9-]+)")]
    private static partial Regex SecretKey();
}
