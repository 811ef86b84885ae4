using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Reels.Api.Problems;

/// <summary>
/// An answer with a status of 400 or above, as RFC 9457 <c>application/problem+json</c>. Handlers return one of
/// <see cref="KnownProblems"/>; they change it by <c>with</c> where a more specific detail helps the caller.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The fixed code for programs.</param>
/// <param name="Title">The same for every occurrence of the code.</param>
/// <param name="Detail">The cause of this occurrence, for a person; never names an exception.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail) : IResult, IStatusCodeHttpResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>Messages by JSON name, for <c>validation_failed</c> and <c>invalid_media</c>.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Whole seconds, sent as <c>Retry-After</c>; for 429 and 503.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Limit that was passed, in the unit of <see cref="Detail"/>.</summary>
    public long? Limit { get; init; }

    /// <summary>How much there was, in the unit of <see cref="Limit"/>; null where that isn't known.</summary>
    public long? Size { get; init; }

    /// <summary>Short name of what a refused file is, such as HEIC; null where that isn't known.</summary>
    public string? Detected { get; init; }

    /// <summary>Further members of the answer, such as the stores in <c>/health/ready</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
            response.Headers.WWWAuthenticate = "Bearer";
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(Body(httpContext), options: null, ContentType, httpContext.RequestAborted);
    }

    public ProblemBody Body(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new("about:blank", Title, Status, Detail, Code,
            Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier, Errors, Limit, Size,
            Detected)
        {
            Extensions = Extensions?.ToDictionary(),
        };
    }
}

/// <summary>An error as RFC 9457 describes it.</summary>
/// <param name="Type">Always <c>about:blank</c>.</param>
/// <param name="Title">The same for every occurrence of the code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">The cause of this occurrence, for a person.</param>
/// <param name="Code">The fixed code for programs.</param>
/// <param name="TraceId">Names the request in the server's logs.</param>
/// <param name="Errors">Messages by JSON name, for <c>validation_failed</c> and <c>invalid_media</c>.</param>
/// <param name="Limit">The limit that was passed.</param>
/// <param name="Size">How much there was, in the unit of the limit, where that is known.</param>
/// <param name="Detected">Short name of what a refused file is, such as <c>HEIC</c>.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string,
        string[]>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Limit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Size = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detected = null)
{
    [JsonExtensionData]
    public Dictionary<string, object?>? Extensions { get; init; }
}
