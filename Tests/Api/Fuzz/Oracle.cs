using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Reels.Api.Problems;

namespace Reels.Tests.Api.Fuzz;

/// <summary>The rules for every answer, whatever the request was.</summary>
internal sealed class Oracle(ApiDocument document)
{
    private static readonly ImmutableHashSet<(int, string)> Known =
    [
        .. typeof(KnownProblems).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (Problem)field.GetValue(null)!).Select(problem => (problem.Status, problem.Code)),
    ];

    /// <summary>Problems that routing returns on any path, before an operation is found.</summary>
    private static readonly string[] OfRouting = ["not_found", "method_not_allowed"];

    /// <summary>Headers that change what a client does next.</summary>
    private static readonly string[] ToldHeaders = ["Location", "Idempotency-Replayed", "Retry-After",
        "WWW-Authenticate", "ETag", "Accept-Ranges", "Content-Range"];

    private readonly SchemaCheck _schemas = new(document);

    /// <returns>The faults of the answer; empty where there is none.</returns>
    public IReadOnlyList<string> Complaints(FuzzRequest request, HttpResponseMessage answer, byte[] body,
        Action<string?, JsonProperty> seen)
    {
        var status = (int)answer.StatusCode;
        try
        {
            return [.. OfHeaders(request, answer, status), .. status switch
            {
                500 => ["500"],
                >= 400 when IsOfTheServer(answer, status, body) => [],
                >= 400 when request.Method == "HEAD" => OfProblemHeaders(answer, status),
                >= 400 => OfProblem(request, answer, status, JsonDocument.Parse(body).RootElement),
                _ => OfSuccess(request, answer, status, body, seen),
            }];
        }
        catch (JsonException)
        {
            return [$"{status} with a body that is not JSON: {Encoding.UTF8.GetString(body)}"];
        }
    }

    private static IEnumerable<string> OfHeaders(FuzzRequest request, HttpResponseMessage answer, int status) =>
        request.Operation?.Answers.GetValueOrDefault(status) is { } documented
            ? from name in ToldHeaders
              where answer.Headers.NonValidated.Contains(name) || answer.Content.Headers.NonValidated.Contains(name)
              where !documented.Headers.Contains(name)
              select $"{status} with {name}, which the document does not have"
            : [];

    /// <summary>The server itself refuses requests that are not HTTP, before they reach the application.</summary>
    private static bool IsOfTheServer(HttpResponseMessage answer, int status, byte[] body) =>
        status is 400 or 414 or 431 && body.Length == 0 && answer.Headers.ConnectionClose == true;

    private static IEnumerable<string> OfProblem(FuzzRequest request, HttpResponseMessage answer, int status,
        JsonElement problem)
    {
        foreach (var complaint in OfProblemHeaders(answer, status))
            yield return complaint;
        foreach (var name in (string[])["type", "title", "detail", "code", "traceId"])
        {
            if (!problem.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String
                || value.GetString() is "")
            {
                yield return $"{status} without {name}";
            }
        }

        var code = problem.TryGetProperty("code", out var given) ? given.GetString() ?? "" : "";
        if (!Known.Contains((status, code)))
            yield return $"{status} with {code}, which is no code of this status";
        if (!problem.TryGetProperty("status", out var inBody) || inBody.GetInt32() != status)
            yield return $"{status} that says another status";
        if (code == KnownProblems.ValidationFailed.Code
            && !(problem.TryGetProperty("errors", out var errors) && errors.EnumerateObject().Any()))
        {
            yield return "validation_failed that does not say what";
        }
        if (problem.GetRawText().Contains("Exception", StringComparison.Ordinal))
            yield return $"{status} that speaks of exceptions";
        if (request.Operation is { } operation && !OfRouting.Contains(code)
            && operation.Answers.GetValueOrDefault(status)?.Codes.Contains(code) != true)
        {
            yield return $"{status} {code}, which the document does not have";
        }
    }

    private static IEnumerable<string> OfProblemHeaders(HttpResponseMessage answer, int status)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            yield return $"{status} as {answer.Content.Headers.ContentType}";
        if (status == 401 && answer.Headers.WwwAuthenticate.Count == 0)
            yield return "401 without WWW-Authenticate";
        if (status == 405 && answer.Content.Headers.Allow.Count == 0)
            yield return "405 without Allow";
        if (status is 429 or 503 && answer.Headers.RetryAfter?.Delta is null)
            yield return $"{status} without Retry-After";
    }

    private IEnumerable<string> OfSuccess(FuzzRequest request, HttpResponseMessage answer, int status, byte[] body,
        Action<string?, JsonProperty> seen)
    {
        if (request.Operation is not { } operation)
            return [];
        // Not listed, but told by the description of the ETag: nobody gets it who does not ask.
        if (status == 304 && request.Headers.Any(header => header.Name == "If-None-Match")
            && operation.Answers.GetValueOrDefault(200)?.Headers.Contains("ETag") == true)
        {
            return body.Length == 0 ? [] : ["304 with a body"];
        }
        if (!operation.Answers.TryGetValue(status, out var documented))
            return [$"{status}, which the document does not have"];
        var type = answer.Content.Headers.ContentType;
        if (documented.Content.IsEmpty || (body.Length == 0 && status == 304))
            return body.Length == 0 ? [] : [$"{status} with a body that the document does not have"];
        var content = documented.Content.GetValueOrDefault(type?.MediaType ?? "")
            ?? documented.Content.GetValueOrDefault("*/*");
        if (content is null)
            return [$"{status} as {type}, which the document does not have"];
        return IsJson(type) && content.Schema is { } schema
            ? _schemas.Misfits(JsonDocument.Parse(body).RootElement, schema, "$", seen)
            : [];
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType == "application/json";
}
