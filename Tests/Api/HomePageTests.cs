using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Reels.Tests.Api;

public sealed partial class HomePageTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public Task A_browser_gets_a_page_whose_links_work() =>
        AssertPageAsync(app.Client.BaseAddress!, ["health/ready", "openapi/v1.json", "scalar"]);

    [Fact]
    public Task An_operators_browser_gets_a_page_whose_links_work() =>
        AssertPageAsync(app.Management, ["dashboard/", "health/ready", "metrics"]);

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/html;q=0")]
    [InlineData("text/htm, a/b")]
    public async Task A_program_gets_the_problem_of_an_unknown_address(string? accept)
    {
        foreach (var root in (Uri[])[app.Client.BaseAddress!, app.Management])
        {
            using var answer = await SendAsync(HttpMethod.Get, root, accept);

            await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
            Assert.Contains("Accept", answer.Headers.Vary);
        }
    }

    [Fact]
    public async Task Other_methods_stay_an_unknown_address()
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Delete, HttpMethod.Options])
        {
            using var answer = await SendAsync(method, app.Client.BaseAddress!, Browser);
            await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }
    }

    private static async Task AssertPageAsync(Uri root, IEnumerable<string> links)
    {
        using var page = await SendAsync(HttpMethod.Get, root, Browser);
        using var head = await SendAsync(HttpMethod.Head, root, Browser);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        Assert.Contains("Accept", page.Headers.Vary);
        Assert.Equal(links, Link().Matches(html).Select(link => link.Groups["to"].Value).Order());
        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        foreach (var link in links)
        {
            using var linked = await SendAsync(HttpMethod.Get, new(root, link), Browser);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string? accept)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, address);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("href=\"(?<to>[^\"]*)\"")]
    private static partial Regex Link();
}
