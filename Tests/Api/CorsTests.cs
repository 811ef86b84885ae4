using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class CorsTests(CorsTests.App app) : IClassFixture<CorsTests.App>
{
    private const string Named = "https://app.example";
    private const string Other = "https://other.example";

    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?> { ["Cors:Origins:0"] = Named };
    }

    [Fact]
    public async Task A_preflight_answer_is_kept_for_two_hours()
    {
        foreach (var path in (string[])["/api/users/me", "/api/media/reels/x"])
        {
            using var answer = await SendAsync(HttpMethod.Options, path, Named);

            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal("7200", answer.Headers.GetValues("Access-Control-Max-Age").Single());
        }
    }

    [Theory]
    [InlineData("GET", "/api/users/me", Named)]
    [InlineData("GET", "/api/users/me", Other)]
    [InlineData("GET", "/api/limits", Named)]
    [InlineData("GET", "/nowhere", Named)]
    [InlineData("OPTIONS", "/api/users/me", Named)]
    [InlineData("OPTIONS", "/api/users/me", Other)]
    public async Task An_answer_that_depends_on_the_origin_says_so(string method, string path, string origin)
    {
        using var answer = await SendAsync(new(method), path, origin);

        Assert.Single(answer.Headers.Vary, "Origin");
        Assert.Equal(origin == Named, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Other)]
    public async Task Media_allow_any_origin_even_if_none_was_sent(string? origin)
    {
        var ada = await app.SignUpAsync();
        var url = await ada.UploadAsync();
        foreach (var path in (string[])[url, "/api/media/reels/x"])
        {
            using var answer = await SendAsync(HttpMethod.Get, path, origin);

            Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Contains("ETag", answer.Headers.GetValues("Access-Control-Expose-Headers").Single(),
                StringComparison.Ordinal);
            Assert.DoesNotContain("Origin", answer.Headers.Vary);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? origin)
    {
        using var request = new HttpRequestMessage(method, path);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
            request.Headers.Add("Access-Control-Request-Method", "GET");
        return await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
