using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Reels.Tests.Api;

/// <summary>
/// The OpenAPI document of a running app: the parts from which tests make requests and judge answers.
/// </summary>
internal sealed class ApiDocument
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];
    private readonly JsonElement _root;

    private ApiDocument(JsonElement root)
    {
        _root = root;
        Operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where Methods.Contains(operation.Name)
               select Read(operation.Name.ToUpperInvariant(), path.Name, operation.Value),
        ];
    }

    public ImmutableArray<ApiOperation> Operations { get; }

    public static async Task<ApiDocument> OfAsync(ReelsApp app) =>
        Parse(await app.Client.GetStringAsync("/openapi/v1.json"));

    public static ApiDocument Parse(string json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>The schema itself, where <paramref name="schema"/> only refers to it.</summary>
    public JsonElement Resolve(JsonElement schema) =>
        NameOf(schema) is { } name ? _root.GetProperty("components").GetProperty("schemas").GetProperty(name) : schema;

    /// <summary>The name of a schema that is referred to.</summary>
    public static string? NameOf(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1] : null;

    private static ApiOperation Read(string method, string path, JsonElement operation)
    {
        var security = operation.TryGetProperty("security", out var listed) ? listed.EnumerateArray().ToList() : [];
        return new(
            method,
            path,
            operation.TryGetProperty("parameters", out var parameters)
                ? [.. parameters.EnumerateArray().Select(ReadParameter)]
                : [],
            operation.TryGetProperty("requestBody", out var body) ? ReadContent(body)
                : ImmutableDictionary<string, ApiContent>.Empty,
            security.Count > 0,
            security.Count > 0 && security.All(scheme => scheme.EnumerateObject().Any()),
            operation.GetProperty("responses").EnumerateObject()
                .ToImmutableDictionary(answer => int.Parse(answer.Name, CultureInfo.InvariantCulture), ReadAnswer));
    }

    private static ApiParameter ReadParameter(JsonElement parameter) => new(
        parameter.GetProperty("name").GetString()!,
        parameter.GetProperty("in").GetString()!,
        parameter.TryGetProperty("example", out var example) ? example.GetString() : null);

    private static ApiAnswer ReadAnswer(JsonProperty answer) => new(
        [.. answer.Value.GetProperty("description").GetString()!.Split("; ").Select(code => code.Split(':')[0])],
        ReadContent(answer.Value),
        answer.Value.TryGetProperty("headers", out var headers)
            ? [.. headers.EnumerateObject().Select(header => header.Name)]
            : []);

    private static ImmutableDictionary<string, ApiContent> ReadContent(JsonElement holder) =>
        holder.TryGetProperty("content", out var content)
        ? content.EnumerateObject().ToImmutableDictionary(type => type.Name, type => new ApiContent(
            type.Value.TryGetProperty("schema", out var schema) ? schema : null,
            type.Value.TryGetProperty("example", out var example) ? example : null))
        : ImmutableDictionary<string, ApiContent>.Empty;
}

/// <param name="Bodies">By content type; empty where no body is read.</param>
/// <param name="TakesToken">Whether a token may change the answer.</param>
/// <param name="NeedsToken">Whether the answer without a token is 401.</param>
internal sealed record ApiOperation(
    string Method,
    string Path,
    ImmutableArray<ApiParameter> Parameters,
    ImmutableDictionary<string, ApiContent> Bodies,
    bool TakesToken,
    bool NeedsToken,
    ImmutableDictionary<int, ApiAnswer> Answers)
{
    public string Name => $"{Method} {Path}";
}

/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
internal sealed record ApiParameter(string Name, string In, string? Example);

/// <param name="Codes">Codes of the problems with this status.</param>
internal sealed record ApiAnswer(ImmutableArray<string> Codes, ImmutableDictionary<string, ApiContent> Content,
    ImmutableArray<string> Headers);

internal sealed record ApiContent(JsonElement? Schema, JsonElement? Example);
