using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Runtime.Messaging;
using Reels.Api.Http;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Api;

public sealed class ConventionTests(ConventionTests.App app) : IClassFixture<ConventionTests.App>
{
    public sealed class App : ReelsApp
    {
        protected override void Map(IEndpointRouteBuilder endpoints)
        {
            var probes = endpoints.MapGroup("/probe").RefuseBadInput();
            probes.MapGet("/broken", string () => throw new InvalidOperationException("secret"));
            probes.MapGet("/unavailable",
                string () => throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true));
            probes.MapGet("/late", string () => throw new TimeoutException());
            probes.MapGet("/lost", string () => throw new SiloUnavailableException());
            probes.MapGet("/unconnected", string () => throw new ConnectionFailedException());
            probes.MapGet("/busy", string () => throw new GatewayTooBusyException());
            probes.MapGet("/page", (PageQuery page) => page.Limit);
            probes.MapPost("/keyed",
                (IdempotencyKey key, JsonBody<Probe> body) => TypedResults.Ok(key.Value + body.Value.Name));
            probes.MapGet("/limited", string () => throw new OperationCanceledException());
            probes.MapPost("/body", (JsonBody<Probe> body) => TypedResults.Ok(body.Value));
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/api/nowhere/..%2f..%2f", HttpStatusCode.NotFound, "not_found")]
    [InlineData("POST", "/health/live", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/probe/broken", HttpStatusCode.InternalServerError, "internal_error")]
    [InlineData("GET", "/probe/unavailable", HttpStatusCode.ServiceUnavailable, "store_unavailable")]
    [InlineData("GET", "/probe/late", HttpStatusCode.ServiceUnavailable, "store_unavailable")]
    [InlineData("GET", "/probe/limited", HttpStatusCode.ServiceUnavailable, "store_unavailable")]
    [InlineData("GET", "/probe/lost", HttpStatusCode.ServiceUnavailable, "cluster_unavailable")]
    [InlineData("GET", "/probe/unconnected", HttpStatusCode.ServiceUnavailable, "cluster_unavailable")]
    [InlineData("GET", "/probe/busy", HttpStatusCode.ServiceUnavailable, "cluster_unavailable")]
    [InlineData("GET", "/probe/page?limit=0", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=101", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=99999999999999999999", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=+5", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=5%00", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("GET", "/probe/page?limit=5&limit=6", HttpStatusCode.BadRequest, "validation_failed")]
    public async Task Every_failure_is_a_problem_that_shows_no_exception(string method, string path,
        HttpStatusCode status, string code)
    {
        using var answer = await app.Client.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);

        var problem = await answer.ProblemAsync(status, code);
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_not_allowed_names_those_that_are()
    {
        using var answer = await app.Client.DeleteAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task An_unavailable_store_answers_with_a_Retry_After()
    {
        using var answer = await app.Client.GetAsync("/probe/unavailable", TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_unavailable_cluster_answers_with_a_Retry_After()
    {
        using var answer = await app.Client.GetAsync("/probe/lost", TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task HEAD_answers_wherever_GET_does()
    {
        using var answer = await app.Client.SendAsync(new(HttpMethod.Head, "/health/live"),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Json_is_private_and_compressed_where_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.AcceptEncoding.Add(new("br"));
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("no-cache, private", answer.Headers.CacheControl!.ToString());
        Assert.Contains("Authorization", answer.Headers.Vary);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
    }

    public static TheoryData<string, string> RefusedBodies => new()
    {
        { "", "$" },
        { "null", "$" },
        { "[]", "$" },
        { "\"text\"", "$" },
        { "{", "$" },
        { "{\"name\":\"a\",}", "$" },
        { "{\"name\":\"a\"} {}", "$" },
        { "{\"name\":5}", "name" },
        { "{\"name\":{\"a\":1}}", "name" },
        { "{\"name\":\"a\",\"number\":\"5\"}", "number" },
        { "{\"name\":\"a\",\"number\":1.5}", "number" },
        { "{\"name\":\"\\ud800\"}", "name" },
        { "{}", "name" },
        { "{\"Name\":\"a\"}", "name" },
        { "{\"name\":null}", "name" },
        { "{\"name\":\"a\",\"name\":\"a\"}", "name" },
        { "{\"name\":\"a\",\"n\\u0061me\":\"b\"}", "name" },
        { "{\"name\":\"a\",\"number\":1,\"other\":[{}],\"number\":2}", "number" },
        { new string('[', 5_000), "$" },
    };

    [Theory]
    [MemberData(nameof(RefusedBodies))]
    public async Task A_wrong_body_is_refused_with_the_name_of_the_field(string json, string name)
    {
        using var answer = await app.Client.PostAsync("/probe/body", Json(json), TestContext.Current.CancellationToken);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal([name], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Unknown_members_of_a_body_are_accepted()
    {
        using var answer = await app.Client.PostAsync("/probe/body",
            Json("{\"name\":\"b😀\",\"Name\":5,\"other\":[1]}"), TestContext.Current.CancellationToken);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("b😀", body.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("number").ValueKind);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0x6E, 0x61, 0x6D, 0x65, 0x22, 0x3A, 0x22, 0xC3, 0x28, 0x22, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    public async Task Bytes_that_are_not_utf8_are_refused(byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        using var answer = await app.Client.PostAsync("/probe/body", content, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"name\":\"a\"}"));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await app.Client.PostAsync("/probe/body", content, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_one_megabyte_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/probe/body");
        request.Content = Json("{\"name\":\"" + new string('a', 1_000_000) + "\"}");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal(1_000_000, problem.GetProperty("limit").GetInt64());
        Assert.Equal(!chunked, problem.TryGetProperty("size", out var size) && size.GetInt64() > 1_000_000);
    }

    [Fact]
    public async Task The_content_type_is_checked_before_the_idempotency_key()
    {
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        text.Headers.Add(IdempotencyKey.Header, "two words");
        using var json = Json("{\"name\":\"a\"}");
        json.Headers.Add(IdempotencyKey.Header, ["one", "two"]);
        using var notTaken = await app.Client.PostAsync("/probe/keyed", text, TestContext.Current.CancellationToken);
        using var malformed = await app.Client.PostAsync("/probe/keyed", json, TestContext.Current.CancellationToken);

        await notTaken.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        await malformed.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using var content = Json("{\"name\":\"a\"}");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await app.Client.PostAsync("/probe/body", content, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    private static StringContent Json(string json) =>
        new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    internal sealed record Probe(string Name, int? Number) : IRequestBody<Probe>
    {
        public Probe Validate(ValidationErrors errors)
        {
            if (Name is null)
                errors.Add("name", "A name is required.");
            return this;
        }
    }
}
