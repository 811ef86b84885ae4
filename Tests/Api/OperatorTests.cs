using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Xunit;

namespace Reels.Tests.Api;

public sealed class OperatorTests(OperatorTests.Guarded guarded) : IClassFixture<OperatorTests.Guarded>
{
    private const string Password = "night: shift 24";

    public sealed class Guarded : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?> { ["Management:Address"] = "0.0.0.0", ["Management:Password"] = Password };
    }

    private sealed class Open : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Management:Address"] = "0.0.0.0",
        };
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/metrics")]
    public async Task Operator_pages_need_the_password_where_one_is_set(string path)
    {
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(path, Password)).StatusCode);
        foreach (var wrong in (string?[])[null, "", "night", "night: shift 25"])
        {
            using var refused = await GetAsync(path, wrong);
            await refused.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
            Assert.StartsWith("Basic ", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_names_stores_by_their_engines()
    {
        using var ready = await GetAsync("/health/ready", null);
        var stores = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("stores").EnumerateObject();

        Assert.NotEmpty(stores);
        Assert.All(stores, store => Assert.Contains(store.Name, Engines.All));
    }

    [Fact]
    public async Task Health_needs_no_password() =>
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/ready", null)).StatusCode);

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/metrics")]
    public async Task The_public_port_serves_no_operator_endpoint(string path)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete])
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = Credentials(Password);
            using var answer = await guarded.Client.SendAsync(request, TestContext.Current.CancellationToken);

            await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
            Assert.Empty(answer.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task The_dashboard_shows_silos_and_grains()
    {
        using var answer = await GetAsync("/dashboard/DashboardCounters", Password);

        Assert.Contains("Active", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reachable_management_address_needs_a_password()
    {
        await using var open = new Open();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await open.InitializeAsync());

        var line = StartFailure.Explain(refused);
        Assert.Contains("Management:Password", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line!);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? password)
    {
        using var client = new HttpClient
        {
            BaseAddress = new UriBuilder(
            guarded.Management)
            { Host = "127.0.0.1" }.Uri
        };
        client.DefaultRequestHeaders.Authorization = password is null ? null : Credentials(password);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html, */*");
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }

    private static AuthenticationHeaderValue Credentials(string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ops:" + password)));
}
