using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Reels.Tests.Api;

public sealed class TelemetryTests(TelemetryTests.App app) : IClassFixture<TelemetryTests.App>
{
    private static readonly string[] Measured =
    [
        "http_server_request_duration_seconds_count{", "dotnet_gc_", "orleans_", "reels_fanout_lag_seconds_count",
        "reels_fanout_deliveries_total{", "reels_fanout_rows_total",
        "reels_fanout_pushed_total", "reels_outbox_open", "reels_timelines_awake",
        "reels_timelines_reads_total{", "source=\"hot\"", "reels_likes_batch_count",
        "reels_store_call_duration_seconds_count{", "store=\"Embedded\"", "operation=\"write\"",
    ];

    /// <summary>The product, sending its traces to a collector that keeps the bytes.</summary>
    public sealed class App : ReelsApp
    {
        private WebApplication? _collector;

        public ConcurrentQueue<byte[]> Traces { get; } = [];

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector!.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        };

        public override async ValueTask InitializeAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0")]);
            _collector = builder.Build();
            _collector.MapPost("/v1/traces", async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                Traces.Enqueue(body.ToArray());
            });
            _collector.MapPost("/v1/metrics", () => Results.Ok());
            await _collector.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _collector!.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_metrics_page_has_each_kind_of_measurement()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await ben.FollowAsync(ada);
        var reel = await ada.PostReelAsync();
        using var like = await ben.PostAsync($"/api/likes/{reel.Text("id")}");
        await ben.ReadAsync("/api/reels/feed");

        using var client = new HttpClient { BaseAddress = app.Management };
        await Until.TrueAsync(async () =>
        {
            var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            return Measured.All(name => metrics.Contains(name, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task The_public_port_serves_no_metrics()
    {
        using var answer = await app.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_request_is_traced_from_http_through_the_grain_to_the_store()
    {
        var ada = await app.SignUpAsync();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { bio = "Traced" }),
            Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } },
        };
        request.Headers.Authorization = ada.Client.DefaultRequestHeaders.Authorization;
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await Until.TrueAsync(
            () => Task.FromResult(
                new[] { "POST /api/users", "IUserGrain/", "Embedded " }.All(name => IsIn(trace, name))));
    }

    /// <summary>
    /// Whether a span of this trace has a name with this prefix: in a span's protobuf the trace's id comes first, and
    /// the name soon after.
    /// </summary>
    private bool IsIn(ActivityTraceId trace, string name)
    {
        const int idsBeforeName = 64;
        var id = Convert.FromHexString(trace.ToHexString());
        var text = Encoding.ASCII.GetBytes(name);
        foreach (var sent in app.Traces)
        {
            for (var at = sent.AsSpan().IndexOf(id); at >= 0;)
            {
                var after = sent.AsSpan(at + id.Length);
                if (after[..Math.Min(after.Length, idsBeforeName + text.Length)].IndexOf(text) >= 0)
                    return true;
                var next = after.IndexOf(id);
                at = next < 0 ? -1 : at + id.Length + next;
            }
        }

        return false;
    }
}
