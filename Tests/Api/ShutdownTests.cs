using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Reels.Tests.Api;

public sealed class ShutdownTests : IAsyncLifetime
{
    private sealed class App : ReelsApp
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Shutdown:Drain"] = "00:00:02",
        };

        protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/probe/slow", async () =>
        {
            Entered.SetResult();
            await Finish.Task;
            return "done";
        });
    }

    private readonly App _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Shutdown_ends_readiness_first_and_lets_requests_finish()
    {
        var inFlight = _app.Client.GetStringAsync("/probe/slow", TestContext.Current.CancellationToken);
        await _app.Entered.Task;
        var stopping = _app.StopAsync();
        await Until.TrueAsync(async () => (await ReadyAsync()).StatusCode == HttpStatusCode.ServiceUnavailable);
        _app.Finish.SetResult();

        Assert.Equal("done", await inFlight);
        await stopping;
    }

    [Fact]
    public async Task During_shutdown_each_answer_closes_its_connection()
    {
        var inFlight = _app.Client.GetAsync("/probe/slow", TestContext.Current.CancellationToken);
        await _app.Entered.Task;
        using var before = await _app.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        var stopping = _app.StopAsync();
        await Until.TrueAsync(async () => (await ReadyAsync()).StatusCode == HttpStatusCode.ServiceUnavailable);
        using var after = await _app.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var problem = await _app.Client.GetAsync("/nowhere", TestContext.Current.CancellationToken);
        _app.Finish.SetResult();
        using var finished = await inFlight;

        Assert.Null(before.Headers.ConnectionClose);
        Assert.All([after, problem, finished], answer => Assert.True(answer.Headers.ConnectionClose));
        await stopping;
    }

    private async Task<HttpResponseMessage> ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = _app.Management };
        return await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
    }
}
