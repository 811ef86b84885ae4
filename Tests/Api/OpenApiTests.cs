using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Reels.Tests.Api;

public sealed class OpenApiTests(ReelsApp app) : IClassFixture<ReelsApp>, IAsyncLifetime
{
    private JsonElement _document;

    public async ValueTask InitializeAsync() =>
        _document = JsonDocument.Parse(
            await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<(string Name, JsonElement Operation)> Operations =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    [Fact]
    public void The_document_is_of_openapi_3_1() =>
        Assert.StartsWith("3.1", _document.GetProperty("openapi").GetString(), StringComparison.Ordinal);

    [Fact]
    public void Every_json_body_and_answer_has_an_example() => Assert.All(Operations, operation =>
    {
        var answers = operation.Operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Value);
        var bodies = operation.Operation.TryGetProperty("requestBody", out var body) ? answers.Append(body) : answers;
        var json = from content in bodies
                   where content.TryGetProperty("content", out _)
                   from type in content.GetProperty("content").EnumerateObject()
                   where type.Name.Contains("json", StringComparison.Ordinal)
                   select type.Value;
        Assert.All(json,
            type => Assert.True(type.TryGetProperty("example", out _) || type.TryGetProperty("examples", out _),
                operation.Name));
    });

    [Fact]
    public void Every_operation_has_a_summary_and_its_failures() => Assert.All(Operations, operation =>
    {
        Assert.NotEmpty(operation.Operation.GetProperty("summary").GetString()!);
        Assert.Contains(operation.Operation.GetProperty("responses").EnumerateObject(),
            answer => answer.Name[0] is '4' or '5');
    });

    [Fact]
    public void Every_operation_has_its_own_id_in_camel_case()
    {
        var ids = Operations.ToDictionary(one => one.Operation.GetProperty("operationId").GetString()!,
            one => one.Name);

        Assert.All(ids.Keys, id => Assert.Matches("^[a-z]+([A-Z][a-z]+)*$", id));
        Assert.Equal(
            ("post /api/reels", "post /api/likes/{reelId}", "get /api/likes/{reelId}/users", "get /api/media/{key}"),
            (ids["postReel"], ids["likeReel"], ids["listLikers"], ids["readMedia"]));
    }

    [Fact]
    public void Every_operation_says_whether_it_needs_a_token()
    {
        var security = Operations.ToDictionary(one => one.Operation.GetProperty("operationId").GetString()!,
            one => JsonSerializer.Serialize(one.Operation.GetProperty("security")));

        Assert.Equal(("[]", "[]", "[]"), (security["login"], security["readMedia"], security["getLiveness"]));
        Assert.Equal(("[{\"bearer\":[]}]", "[{\"bearer\":[]},{}]"), (security["postReel"], security["getReel"]));
    }

    [Fact]
    public void The_server_address_has_no_slash_at_its_end() =>
        Assert.All(_document.GetProperty("servers").EnumerateArray(),
            server => Assert.Equal($"{app.Client.BaseAddress}".TrimEnd('/'), server.Text("url")));

    [Fact]
    public void Every_operation_but_liveness_may_find_no_cluster() => Assert.All(Operations, operation => Assert.Equal(
        operation.Name != "get /health/live",
        operation.Operation.GetProperty("responses").GetProperty("503").GetProperty("description").GetString()!
            .Contains("cluster_unavailable", StringComparison.Ordinal)));

    [Fact]
    public void An_enum_in_a_body_is_documented_by_its_names()
    {
        var report = _document.GetProperty("components").GetProperty("schemas").GetProperty("ReportPost");
        var reason = report.GetProperty("properties").GetProperty("reason");

        Assert.Equal(["spam", "abuse", "nudity", "violence", "other"],
            reason.GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("string", reason.GetProperty("type").GetString());
        Assert.Equal(["reason", "targetId", "targetType"],
            report.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
    }

    [Fact]
    public void Each_problem_code_has_an_example_with_its_errors() =>
        Assert.All(Operations, operation =>
    {
        foreach (var answer in operation.Operation.GetProperty("responses").EnumerateObject()
            .Where(answer => answer.Name[0] is '4' or '5'))
        {
            var codes = answer.Value.GetProperty("description").GetString()!.Split("; ")
                .Select(code => code.Split(':')[0]);
            var problem = answer.Value.GetProperty("content").GetProperty("application/problem+json");
            JsonElement[] shown = problem.TryGetProperty("examples", out var several)
                ? [.. several.EnumerateObject().Select(example => example.Value.GetProperty("value"))]
                : [problem.GetProperty("example")];
            Assert.Equal(codes.Order(), shown.Select(example => example.Text("code")).Order());
            Assert.All(shown.Where(example => example.Text("code") is "validation_failed" or "invalid_media"),
                example => Assert.NotEmpty(example.GetProperty("errors").EnumerateObject()));
        }
    });

    [Fact]
    public void Every_operation_documents_500_and_503_with_Retry_After() => Assert.All(Operations, operation =>
    {
        var answers = operation.Operation.GetProperty("responses");
        Assert.True(answers.TryGetProperty("500", out _), operation.Name);
        Assert.True(answers.GetProperty("503").GetProperty("headers").TryGetProperty("Retry-After", out _),
            operation.Name);
        Assert.True(
            !answers.TryGetProperty("401", out var refused)
                || refused.GetProperty("headers").TryGetProperty("WWW-Authenticate", out _), operation.Name);
    });

    [Fact]
    public void A_media_read_documents_ranges_and_versions()
    {
        var read = _document.GetProperty("paths").GetProperty("/api/media/{key}").GetProperty("get");

        Assert.Equal(["If-None-Match", "If-Range", "Range"],
            read.GetProperty("parameters").EnumerateArray().Where(one => one.Text("in") == "header")
                .Select(one => one.Text("name")).Order());
        Assert.Equal(["Accept-Ranges", "Cache-Control", "Content-Range", "ETag"], Headers(read, "206"));
        Assert.Equal(["Accept-Ranges", "Cache-Control", "ETag"], Headers(read, "304"));
        Assert.Equal(["Content-Range"], Headers(read, "416"));
    }

    [Fact]
    public void An_upload_documents_its_kinds_its_key_and_its_failures()
    {
        var upload = _document.GetProperty("paths").GetProperty("/api/media/upload").GetProperty("post");
        var parameters = upload.GetProperty("parameters").EnumerateArray()
            .ToDictionary(one => one.Text("name"), one => one.GetProperty("schema"));
        var kinds = _document.GetProperty("components").GetProperty("schemas").GetProperty("MediaKind");

        Assert.Equal("#/components/schemas/MediaKind", parameters["kind"].Text("$ref"));
        Assert.Equal(["reel", "story", "avatar"],
            kinds.GetProperty("enum").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal("string", kinds.Text("type"));
        Assert.Matches(parameters["Idempotency-Key"].Text("pattern"), "\"a-key\"");
        Assert.DoesNotMatch(parameters["Idempotency-Key"].Text("pattern"), "two words");
        Assert.Equal(["Idempotency-Replayed", "Location"], Headers(upload, "201"));
        Assert.True(upload.GetProperty("responses").TryGetProperty("408", out _));
        var malformed = upload.GetProperty("responses").GetProperty("400").GetProperty("content")
            .GetProperty("application/problem+json").GetProperty("example");
        Assert.True(malformed.GetProperty("errors").TryGetProperty("kind", out _));
    }

    [Fact]
    public void A_search_needs_a_query()
    {
        var search = _document.GetProperty("paths").GetProperty("/api/search").GetProperty("get")
            .GetProperty("parameters").EnumerateArray().Single(one => one.Text("name") == "q");

        Assert.True(search.GetProperty("required").GetBoolean());
        Assert.Equal((1, 50),
            (search.GetProperty("schema").GetProperty("minLength").GetInt32(),
                search.GetProperty("schema").GetProperty("maxLength").GetInt32()));
    }

    [Fact]
    public async Task A_text_over_its_documented_length_is_refused_by_its_name()
    {
        var (ada, document) = (await app.SignUpAsync(), await ApiDocument.OfAsync(app));
        var limited = from operation in document.Operations
                      where operation.Bodies.ContainsKey("application/json")
                      let body = operation.Bodies["application/json"]
                      from member in document.Resolve(body.Schema!.Value).GetProperty("properties").EnumerateObject()
                      where member.Value.TryGetProperty("maxLength", out _)
                      select (operation.Path, Example: body.Example!.Value, member.Name,
                          Most: member.Value.GetProperty("maxLength").GetInt32());
        foreach (var (path, example, name, most) in limited)
        {
            var body = JsonNode.Parse(example.GetRawText())!;
            body[name] = new string('a', most + 1);
            using var refused = await ada.PostAsync(path, body);
            var errors = (await refused.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).GetProperty(
                "errors");
            Assert.Equal([name], errors.EnumerateObject().Select(error => error.Name));
            body[name] = new string('a', most);
            using var taken = await ada.PostAsync(path, body);
            Assert.False(
                (await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(
                    "validation_failed", StringComparison.Ordinal), $"{path} {name}");
        }

        Assert.Equal(
            ["altText", "bio", "caption", "fullname", "newPassword", "password", "text", "username"],
            limited.Select(one => one.Name).Distinct().Order());
    }

    private static IEnumerable<string> Headers(JsonElement operation, string status) =>
        operation.GetProperty("responses").GetProperty(status).GetProperty("headers").EnumerateObject()
            .Select(header => header.Name).Order();

    [Fact]
    public async Task The_page_to_browse_it_uses_no_service_of_its_vendor()
    {
        var page = await app.Client.GetStringAsync("/scalar", TestContext.Current.CancellationToken);

        Assert.All(
            ["\"agent\":{\"disabled\":true}", "\"mcp\":{\"disabled\":true}", "\"showDeveloperTools\":\"never\"",
                "\"withDefaultFonts\":false", "\"telemetry\":false", "\"hideClientButton\":true",
                "\"preferredSecurityScheme\":[\"bearer\"]"],
            setting => Assert.Contains(setting, page, StringComparison.Ordinal));
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_can_be_browsed() =>
        Assert.Contains("<html", await app.Client.GetStringAsync("/scalar", TestContext.Current.CancellationToken),
            StringComparison.OrdinalIgnoreCase);
}
