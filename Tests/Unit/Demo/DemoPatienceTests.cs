using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using Reels.Standalone.Demo;
using Xunit;

namespace Reels.Tests.Unit.Demo;

public sealed class DemoPatienceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Server _server = new();
    private readonly HttpClient _client;

    public DemoPatienceTests() =>
        _client = new HttpClient(new DemoPatience(_time, _server)) { BaseAddress = new("http://localhost") };

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_busy_server_is_asked_again_after_its_retry_time(HttpStatusCode busy)
    {
        var refusal = new HttpResponseMessage(busy);
        refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        _server.Answers.Enqueue(refusal);
        _server.Answers.Enqueue(new HttpResponseMessage(HttpStatusCode.OK));

        var answer = _client.GetAsync(new Uri("/", UriKind.Relative));
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Fact]
    public async Task Other_failures_are_returned_to_the_caller()
    {
        _server.Answers.Enqueue(new HttpResponseMessage(HttpStatusCode.Conflict));

        Assert.Equal(HttpStatusCode.Conflict, (await _client.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
    }

    private sealed class Server : HttpMessageHandler
    {
        public Queue<HttpResponseMessage> Answers { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
            CancellationToken cancellationToken) => Task.FromResult(Answers.Dequeue());
    }
}
