using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>Collects the errors of a request, by the JSON name of the member.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <param name="name">JSON name of the member.</param>
    /// <param name="message">What is wrong with it, as a sentence.</param>
    public void Add(string name, string message) =>
        _errors[name] = _errors.TryGetValue(name, out var messages) ? [.. messages, message] : [message];

    public Problem ToProblem() => KnownProblems.ValidationFailed with { Errors = _errors };
}

/// <summary>The JSON body of a request.</summary>
internal interface IRequestBody<TSelf>
    where TSelf : class, IRequestBody<TSelf>
{
    /// <summary>
    /// Adds each error to <paramref name="errors"/>, and returns this body with its texts in the form that is stored.
    /// With errors the returned body is not used.
    /// </summary>
    TSelf Validate(ValidationErrors errors);
}

/// <summary>
/// Reads a JSON body strictly: it checks size, content type, encoding and members. The framework's own reading is not
/// used, because routing would then answer 415 before authorization could answer 401.
/// </summary>
internal sealed class JsonBody<T> : IBound, IEndpointParameterMetadataProvider
    where T : class, IRequestBody<T>
{
    private const int FirstBytes = 4_096;

    private static readonly Problem NotAnObject = KnownProblems.Invalid("$",
        "The body must be a well-formed JSON object.");

    private static readonly Problem NotJson = KnownProblems.UnsupportedMediaType with
    {
        Detail = "Send application/json in UTF-8, without a Content-Encoding.",
    };

    private readonly T? _value;

    private JsonBody(T value) => _value = value;

    private JsonBody(Problem problem) => Problem = problem;

    public Problem? Problem { get; }

    /// <summary>The validated body; handlers run only with one.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body was refused.");

    [SuppressMessage("Design", "CA1000",
        Justification = "The framework looks for this method on the parameter's type.")]
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var limit = context.RequestServices.GetRequiredService<IOptions<HttpLimits>>().Value.MaxJsonBytes;
        if (context.Request.ContentLength > limit)
            return new(TooLarge(limit, context.Request.ContentLength));
        if (!IsJson(context.Request))
            return new(NotJson);

        if (await ReadAllAsync(context.Request.Body, limit, context.RequestAborted) is not { } bytes)
            return new(TooLarge(limit, size: null));
        return Utf8.IsValid(bytes.Span)
            ? Parse(bytes.Span,
                context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)
            : new(KnownProblems.Invalid("$", "The body is not valid UTF-8."));
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new BodyMetadata(typeof(T)));
        builder.Metadata.Add(
            new AnswersMetadata(
                [NotAnObject, KnownProblems.BodyTooLarge, KnownProblems.UnsupportedMediaType,
                    KnownProblems.RequestTimeout]));
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Problem TooLarge(int limit, long? size) => KnownProblems.BodyTooLarge with
    {
        Detail = string.Create(CultureInfo.InvariantCulture, $"A JSON body may have at most {limit:N0} bytes."),
        Limit = limit,
        Size = size,
    };

    /// <summary>
    /// The whole body; null where it is longer than <paramref name="limit"/>. It is read as a stream, because the
    /// server's pipe reader logs an error for each client that disconnects meanwhile.
    /// </summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(Stream body, int limit,
        CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(FirstBytes, limit + 1)];
        var length = 0;
        while (await body.ReadAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length > limit)
                return null;
            if (length == bytes.Length)
                Array.Resize(ref bytes, Math.Min(2 * length, limit + 1));
        }

        return bytes.AsMemory(0, length);
    }

    private static JsonBody<T> Parse(ReadOnlySpan<byte> utf8, JsonSerializerOptions options)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        try
        {
            if (JsonSerializer.Deserialize<T>(utf8.StartsWith(byteOrderMark) ? utf8[byteOrderMark.Length..] : utf8,
                options) is not { } value)
            {
                return new(KnownProblems.Invalid("$", "The body must be a JSON object."));
            }
            var errors = new ValidationErrors();
            var validated = value.Validate(errors);
            return errors.Any ? new(errors.ToProblem()) : new(validated);
        }
        catch (JsonException exception)
        {
            return exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal)
                ? new(KnownProblems.Invalid(path[2..], "The value is malformed or has the wrong type."))
                : new(NotAnObject);
        }
    }
}
