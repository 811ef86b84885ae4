using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Reels.Tests.Api;

public sealed class AnswerHeaderTests(AnswerHeaderTests.App app) : IClassFixture<AnswerHeaderTests.App>
{
    public sealed class App : ReelsApp
    {
        protected override void Map(IEndpointRouteBuilder endpoints) =>
            endpoints.MapGet("/probe/broken", string () => throw new InvalidOperationException());
    }

    [Theory]
    [InlineData("GET", "/health/live")]
    [InlineData("HEAD", "/health/live")]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/api/users/me")]
    [InlineData("DELETE", "/api/limits")]
    [InlineData("POST", "/api/auth/login")]
    [InlineData("POST", "/api/media/upload")]
    [InlineData("GET", "/api/media/reels/x")]
    [InlineData("GET", "/probe/broken")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task Every_answer_carries_the_security_headers(string method, string path)
    {
        using var answer = await app.Client.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(answer, "Content-Security-Policy"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task HTML_pages_may_run_their_scripts_and_are_not_framed()
    {
        using var page = await app.Client.GetAsync("/scalar", TestContext.Current.CancellationToken);
        using var operators = new HttpClient { BaseAddress = app.Management };
        using var dashboard = await operators.GetAsync("/dashboard/", TestContext.Current.CancellationToken);

        foreach (var answer in (HttpResponseMessage[])[page, dashboard])
        {
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Contains("frame-ancestors", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("default-src 'none'", Header(answer, "Content-Security-Policy"),
                StringComparison.Ordinal);
        }
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        Assert.Single(answer.Headers.GetValues(name));
}
