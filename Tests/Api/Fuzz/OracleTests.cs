using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Reels.Tests.Api.Fuzz;

/// <summary>The oracle of the fuzz tests reports every fault, and nothing else.</summary>
public sealed class OracleTests
{
    private const string Problem = "application/problem+json";

    private static readonly ApiDocument Document = ApiDocument.Parse("""
        {
          "paths": { "/things": { "get": { "responses": {
            "200": { "description": "OK", "headers": { "ETag": { } }, "content": {
              "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
            "404": { "description": "user_not_found: User not found" },
            "401": { "description": "unauthenticated: Sign-in needed" }
          } } } },
          "components": { "schemas": { "Thing": { "type": "object", "required": ["id", "note"], "properties": {
            "id": { "type": "string" }, "note": { "type": ["null", "string"] } } } } }
        }
        """);

    [Theory]
    [InlineData(200, "application/json", """{"id":"a","note":null}""")]
    [InlineData(404, Problem,
        """{"type":"about:blank","title":"t","status":404,"detail":"d","code":"user_not_found","traceId":"1"}""")]
    [InlineData(404, Problem,
        """{"type":"about:blank","title":"t","status":404,"detail":"d","code":"not_found","traceId":"1"}""")]
    public void The_oracle_accepts_the_answers_of_the_document(int status, string type, string body) =>
        Assert.Empty(Complaints(status, type, body));

    [Theory]
    [InlineData(200, "application/json", """{"id":"a"}""", "$ lacks note")]
    [InlineData(200, "application/json", """{"id":5,"note":null}""", "$.id is Number, which is not of its type")]
    [InlineData(200, "application/json", """{"id":"a","note":null,"more":1}""", "$.more is not in the document")]
    [InlineData(200, "text/html", "<html>", "200 as text/html, which the document does not have")]
    [InlineData(202, "application/json", "{}", "202, which the document does not have")]
    [InlineData(500, Problem, "{}", "500")]
    [InlineData(404, "text/plain",
        """{"type":"about:blank","title":"t","status":404,"detail":"d","code":"not_found","traceId":"1"}""",
        "404 as text/plain")]
    [InlineData(404, Problem,
        """{"type":"about:blank","title":"t","status":404,"detail":"d","code":"reel_not_found","traceId":"1"}""",
        "404 reel_not_found, which the document does not have")]
    [InlineData(404, Problem,
        """{"type":"about:blank","title":"t","status":400,"detail":"d","code":"not_found","traceId":"1"}""",
        "404 that says another status")]
    [InlineData(404, Problem,
        """{"type":"about:blank","title":"t","status":404,"detail":"An Exception","code":"not_found","traceId":"1"}""",
        "404 that speaks of exceptions")]
    [InlineData(404, Problem, """{"type":"about:blank","title":"t","status":404,"detail":"d","code":"not_found"}""",
        "404 without traceId")]
    [InlineData(401, Problem,
        """{"type":"about:blank","title":"t","status":401,"detail":"d","code":"unauthenticated","traceId":"1"}""",
        "401 without WWW-Authenticate")]
    public void The_oracle_reports_each_deviation_from_the_document(int status, string type, string body,
        string complaint) =>
        Assert.Contains(complaint, Complaints(status, type, body));

    [Theory]
    [InlineData("If-None-Match", "", true)]
    [InlineData("If-None-Match", "{}", false)]
    [InlineData("If-Match", "", false)]
    public void The_oracle_accepts_304_without_a_body_where_it_was_asked_for(string header, string body, bool isRight)
        => Assert.Equal(isRight, Complaints(304, "application/json", body, (header, "*")).Count == 0);

    [Fact]
    public void The_oracle_reports_a_cut_off_body() =>
        Assert.Single(Complaints(200, "application/json", "{\"id\":"));

    private static IReadOnlyList<string> Complaints(int status, string type, string body,
        params (string Name, string Value)[] headers)
    {
        var request = new FuzzRequest { Operation = Document.Operations.Single(), Target = "/things" };
        request.Headers.AddRange(headers);
        var bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = new HttpResponseMessage((HttpStatusCode)status);
        answer.Content = content;
        return new Oracle(Document).Complaints(request, answer, bytes, (_, _) => { });
    }
}
