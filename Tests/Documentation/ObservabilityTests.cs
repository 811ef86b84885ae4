using System.Text.Json;
using System.Text.RegularExpressions;
using Reels.Tests.Api;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>
/// Alerts, the dashboard and Prometheus' settings in <c>deploy/observability</c> name what the product has.
/// </summary>
public sealed partial class ObservabilityTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string Page = "docs/operations.md";

    /// <summary>Metrics of .NET, ASP.NET Core and Orleans that are used there.</summary>
    private static readonly string[] Platform =
    [
        "dotnet_gc_last_collection_memory_committed_size_bytes", "dotnet_gc_pause_time_seconds_total",
        "dotnet_process_cpu_time_seconds_total", "dotnet_process_memory_working_set_bytes",
        "http_server_request_duration_seconds", "orleans_catalog_activations",
        "orleans_runtime_total_physical_memory_megabytes",
    ];

    private static readonly string Rules = Read("deploy/observability/alerts.yml");
    private static readonly string Dashboard = Read("deploy/observability/grafana/reels.json");
    private static readonly IReadOnlyList<string> Expressions = ExpressionsOf(JsonDocument.Parse(Dashboard));

    [Fact]
    public void Every_alert_has_a_section_and_every_section_an_alert()
    {
        var section = Regex.Match(Read(Page), "(?ms)^## Alerts$(.*?)^## ").Value;
        var sections = Regex.Matches(section, "(?m)^### (.+)$").Select(match => match.Groups[1].Value);
        var alerts = Alert().Matches(Rules);

        Assert.Equal(sections, alerts.Select(alert => alert.Groups["name"].Value));
        Assert.All(alerts, alert => Assert.Equal(
            $"{Page}#{alert.Groups["name"].Value}", alert.Groups["runbook"].Value, ignoreCase: true));
    }

    [Fact]
    public void Alerts_and_panels_name_metrics_that_exist()
    {
        var alerts = Alert().Matches(Rules).Select(alert => alert.Groups["expression"].Value);
        var used = Metrics(alerts.Concat(Expressions)).Distinct();

        Assert.Equal(Platform, used.Except(ProductMetrics.All).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_platforms_metrics_are_exported()
    {
        var ada = await app.SignUpAsync();
        await ada.ReadAsync("/api/reels/feed");
        GC.Collect();

        using var client = new HttpClient { BaseAddress = app.Management };
        await Until.TrueAsync(async () =>
        {
            var page = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            return Platform.All(name => page.Contains($"# TYPE {name} ", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Routes_in_alerts_and_panels_exist()
    {
        var routes = Regex.Matches(Rules + string.Concat(Expressions), @"http_route=""([^""]+)""")
            .Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["/api/auth/login", "/api/likes/{reelId}/", "/api/reels/feed"], routes);
        Assert.Contains("MapGroup(\"/api/likes/{reelId}\")", Read("Api/Likes/LikeEndpoints.cs"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_documents_every_metric_of_the_product() => Assert.All(
        ProductMetrics.All, metric => Assert.Contains($"`{metric}", Read(Page), StringComparison.Ordinal));

    [Theory]
    [InlineData("http_server_request_duration_seconds_bucket{http_route=\"/api/reels/feed\"}")]
    [InlineData("http_route=\"/api/likes/{reelId}/\"")]
    [InlineData("reels_fanout_lag_seconds")]
    [InlineData("reels_outbox_open")]
    [InlineData("reels_likes_drain_lag_seconds")]
    [InlineData("reels_store_call_failures_total")]
    [InlineData("reels_store_breaker_open")]
    [InlineData("reels_timelines_awake")]
    [InlineData("dotnet_process_memory_working_set_bytes")]
    public void The_dashboard_shows(string part) => Assert.Contains(part, string.Join('\n', Expressions),
        StringComparison.Ordinal);

    /// <summary>Prometheus there must know the password and the ports of compose.</summary>
    [Theory]
    [InlineData("silo", 5082)]
    [InlineData("api", 5081)]
    public void Prometheus_of_compose_reaches_the_management_ports(string job, int port)
    {
        var scrape = Regex.Match(
            Read("deploy/observability/prometheus.yml"), $"(?s)job_name: {job}\n.*?(\n\n|$)").Value;
        var password = Regex.Match(Read("docker-compose.yml"), "Management__Password: (.+)").Groups[1].Value;

        Assert.Contains($"port: {port}", scrape, StringComparison.Ordinal);
        Assert.Contains($"password: {password} }}", scrape, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Metrics(IEnumerable<string> expressions) =>
        from expression in expressions
        from metric in Metric().Matches(Labels().Replace(expression, " "))
        select ProductMetrics.MetricOf(metric.Value);

    private static IReadOnlyList<string> ExpressionsOf(JsonDocument dashboard) =>
    [
        .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
           where panel.GetProperty("type").GetString() != "row"
           from target in panel.GetProperty("targets").EnumerateArray()
           select target.GetProperty("expr").GetString(),
    ];

    private static string Read(string name) => File.ReadAllText(Repository.PathOf(name));

    [GeneratedRegex(
        @"(?s)- alert: (?<name>\w+)\n\s+expr: (?<expression>.*?)\n\s+for: .*?runbook: (?<runbook>\S+)")]
    private static partial Regex Alert();

    /// <summary>Matchers, texts and lists of labels, whose names look like metrics.</summary>
    [GeneratedRegex(@"\{(""[^""]*""|[^}""])*\}|""[^""]*""|\b(by|on) \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(reels|http|dotnet|orleans|kestrel|aspnetcore)_\w+")]
    private static partial Regex Metric();
}
