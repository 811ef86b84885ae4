using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;
using Answer = (System.Net.HttpStatusCode Status, string? Code, System.TimeSpan? RetryAfter);

namespace Reels.Tests.Processes;

/// <summary>An API node whose silo has not started, dies or hangs.</summary>
[Collection(TimedCollection.Name)]
public sealed class SiloOutageTests : IAsyncDisposable
{
    private const int Workers = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DataFolder _data = new();
    private readonly string _gateway = $"Silo:GatewayPort={ReelsProcess.FreePort()}";
    private readonly string _siloPort = $"Silo:Port={ReelsProcess.FreePort()}";
    private readonly HttpClient _client = new()
    {
        BaseAddress = new($"http://127.0.0.1:{ReelsProcess.FreePort()}"),
        Timeout = Limit,
    };
    private readonly List<ReelsProcess> _processes = [];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task An_API_node_answers_before_a_silo_and_serves_once_there_is_one()
    {
        var api = StartApi();
        await api.ServingAsync();

        Assert.Equal((HttpStatusCode.OK, null, null), await SendAsync(HttpMethod.Get, "/health/live"));
        foreach (var path in (string[])["/health/ready", "/api/limits", "/api/reels/feed", "/api/media/reels/a.jpg",
            "/openapi/v1.json"])
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "cluster_unavailable", TimeSpan.FromSeconds(2)),
                await SendAsync(HttpMethod.Get, path));
        }
        Assert.Equal((HttpStatusCode.NotFound, "not_found", null), await SendAsync(HttpMethod.Get, "/nowhere"));
        await Until.TrueAsync(() => api.Output.Contains("No silo answers", StringComparison.Ordinal));

        await StartSiloAsync();
        await ReadyAsync();
        await Actor.RegisterAsync(_client, "first");
        await AssertOneOutageAsync(api);
        Assert.Equal(0, await api.StopAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_leaves_under_load_gives_503_and_two_log_lines(bool killed)
    {
        var silo = await StartSiloAsync();
        // Calls on their way to a silo that is killed wait for their limit.
        var api = StartApi("Cluster:CallTimeout=00:00:03");
        await ReadyAsync();
        var actor = await Actor.RegisterAsync(_client, "author");
        var reel = await actor.PostReelAsync("Still here");
        await AssertQuietAsync(api);
        var before = api.Output.Length;

        var answers = new ConcurrentBag<Answer>();
        using var end = new CancellationTokenSource();
        Task[] workers = [
            .. Enumerable.Range(0, Workers).Select(worker => LoadAsync(worker, actor, reel, answers, end.Token))];
        await Until.TrueAsync(() => answers.Count > 100);
        await (killed ? silo.KillAsync() : silo.StopAsync());
        await Until.TrueAsync(() => answers.Count(answer => answer.Code is not null) > 1_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(HttpMethod.Get, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/health/live")).Status);
        await StartSiloAsync();
        await ReadyAsync();
        var served = answers.Count(answer => answer.Code is null);
        await Until.TrueAsync(() => answers.Count(answer => answer.Code is null) > served + 100);
        await end.CancelAsync();
        await Task.WhenAll(workers).WaitAsync(Limit);

        // A silo that has just started on a loaded machine may pass the limit of a store.
        Assert.All(answers, answer => Assert.True(
            answer is { Status: HttpStatusCode.OK or HttpStatusCode.Created }
                or (HttpStatusCode.ServiceUnavailable, "cluster_unavailable", { TotalSeconds: 2 })
                or (HttpStatusCode.ServiceUnavailable, "store_unavailable", { TotalSeconds: 1 }), $"{answer}"));
        await AssertOneOutageAsync(api, before);
    }

    [Fact]
    public async Task A_silo_that_hangs_holds_a_request_for_10_seconds_at_most()
    {
        var silo = await StartSiloAsync();
        var api = StartApi();
        await ReadyAsync();
        var actor = await Actor.RegisterAsync(_client, "patient");
        var reel = await actor.PostReelAsync("Before");
        await AssertQuietAsync(api);
        var before = api.Output.Length;

        await silo.SignalAsync("STOP");
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(
            SendAsync(HttpMethod.Get, "/api/users/me", actor),
            SendAsync(HttpMethod.Get, "/api/reels/feed", actor),
            SendAsync(HttpMethod.Post, $"/api/likes/{reel}", actor),
            SendAsync(HttpMethod.Post, "/api/auth/login", null,
                JsonContent.Create(new { username = "patient", password = Actor.Password })));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "cluster_unavailable", TimeSpan.FromSeconds(2)), answer));
        await silo.SignalAsync("CONT");
        await ReadyAsync();

        Assert.Equal((HttpStatusCode.OK, null, null), await SendAsync(HttpMethod.Get, "/api/users/me", actor));
        await AssertOneOutageAsync(api, before);
    }

    private ReelsProcess StartApi(params string[] settings)
    {
        var api = ReelsProcess.Start("Api", [$"Data:Folder={_data}", $"urls={_client.BaseAddress}", _gateway,
            "Management:Port=0", "RateLimits:Reads=0", "RateLimits:Writes=0", "Shutdown:Drain=00:00:00", .. settings]);
        _processes.Add(api);
        return api;
    }

    private async Task<ReelsProcess> StartSiloAsync()
    {
        var silo = ReelsProcess.Start("Silo", $"Data:Folder={_data}", _siloPort, _gateway, "Management:Port=0");
        _processes.Add(silo);
        await silo.ServingAsync();
        return silo;
    }

    private async Task LoadAsync(int worker, Actor actor, string reel,
        ConcurrentBag<Answer> answers, CancellationToken end)
    {
        for (var request = worker; !end.IsCancellationRequested; request++)
        {
            answers.Add(await ((request % 4) switch
            {
                0 => SendAsync(HttpMethod.Get, "/api/reels/feed", actor),
                1 => SendAsync(HttpMethod.Get, $"/api/users/{actor.Id}", actor),
                2 => SendAsync(HttpMethod.Post, $"/api/likes/{reel}", actor),
                _ => SendAsync(HttpMethod.Post, "/api/comments", actor,
                    JsonContent.Create(new { reelId = reel, text = "Still here" })),
            }));
        }
    }

    /// <summary>Sends a request; its status, and the code and <c>Retry-After</c> of its problem.</summary>
    private async Task<Answer> SendAsync(HttpMethod method,
        string path, Actor? actor = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = actor?.Token;
        using var answer = await _client.SendAsync(request);
        var code = answer.IsSuccessStatusCode ? null
            : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];
        return (answer.StatusCode, code, answer.Headers.RetryAfter?.Delta);
    }

    private Task ReadyAsync() => Until.TrueAsync(async () =>
    {
        try
        {
            return (await _client.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    /// <summary>
    /// A silo that starts after the API node is an outage of its own, whose end must be logged first.
    /// </summary>
    private static Task AssertQuietAsync(ReelsProcess api) => Until.TrueAsync(
        () => Lines(api.Output, "No silo answers") == Lines(api.Output, "A silo answers"));

    /// <summary>
    /// The console has one line about the beginning and one about the end, and no stack trace. Before it, each worker
    /// may have one of a write that was answered, and whose recording the silo that left has never answered.
    /// </summary>
    private static async Task AssertOneOutageAsync(ReelsProcess api, int from = 0)
    {
        await Until.TrueAsync(() => api.Output[from..].Contains("A silo answers", StringComparison.Ordinal));
        var output = api.Output[from..];
        Assert.Equal((1, 1), (Lines(output, "No silo answers"), Lines(output, "A silo answers")));
        var unrecorded = Lines(output[..output.IndexOf("No silo answers", StringComparison.Ordinal)],
            "could not be recorded in its author's timeline (TimeoutException)");
        Assert.InRange(unrecorded, 0, Workers);
        Assert.True(Lines(output, "warn:") - Lines(output, "A store call failed (TimedOut)") - unrecorded == 2, output);
        Assert.True(Lines(output, "   at ") + Lines(output, "fail:") + Lines(output, "crit:") == 0, output);
    }

    private static int Lines(string output, string text) =>
        output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
}
