using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class OpenApiTests(ReelsApp app) : IClassFixture<ReelsApp>, IAsyncLifetime
{
    private JsonElement _document;

    public async ValueTask InitializeAsync() =>
        _document = JsonDocument.Parse(await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<(string Name, JsonElement Operation)> Operations =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    [Fact]
    public void The_document_is_of_openapi_3_1() => Assert.StartsWith("3.1", _document.GetProperty("openapi").GetString(), StringComparison.Ordinal);

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
        Assert.All(json, type => Assert.True(type.TryGetProperty("example", out _), operation.Name));
    });

    [Fact]
    public void Every_operation_has_a_summary_and_says_how_it_fails() => Assert.All(Operations, operation =>
    {
        Assert.NotEmpty(operation.Operation.GetProperty("summary").GetString()!);
        Assert.Contains(operation.Operation.GetProperty("responses").EnumerateObject(), answer => answer.Name[0] is '4' or '5');
    });

    [Fact]
    public void A_choice_in_a_body_is_one_of_its_names()
    {
        var report = _document.GetProperty("components").GetProperty("schemas").GetProperty("ReportPost");
        var reason = report.GetProperty("properties").GetProperty("reason");

        Assert.Equal(["spam", "abuse", "nudity", "violence", "other"], reason.GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("string", reason.GetProperty("type").GetString());
        Assert.Equal(["reason", "targetId", "targetType"], report.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
    }

    [Fact]
    public async Task The_document_can_be_browsed() =>
        Assert.Contains("<html", await app.Client.GetStringAsync("/scalar", TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
}
