using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>The body of a request: what it must hold is said by <see cref="Validate"/>.</summary>
internal interface IRequestBody<TSelf>
    where TSelf : class, IRequestBody<TSelf>
{
    /// <summary>
    /// This body with its texts in the form that is stored. What is wrong is added to <paramref name="errors"/>; the
    /// answer then counts for nothing.
    /// </summary>
    TSelf Validate(ValidationErrors errors);
}

/// <summary>
/// A JSON body, read strictly: its size, its type, its bytes, its members. It is read here and not by the framework,
/// because routing would answer 415 before authorization could answer 401.
/// </summary>
internal sealed class JsonBody<T> : IBound, IEndpointParameterMetadataProvider
    where T : class, IRequestBody<T>
{
    private const int FirstBytes = 4_096;

    private static readonly Problem NoObject = KnownProblems.Invalid("$",
        "The body must be a well-formed JSON object.");

    private readonly T? _value;

    private JsonBody(T value) => _value = value;

    private JsonBody(Problem problem) => Problem = problem;

    public Problem? Problem { get; }

    /// <summary>The checked body; handlers only run where there is one.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body was refused.");

    [SuppressMessage("Design", "CA1000", Justification = "The framework looks for this name on the parameter's type.")]
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var limit = context.RequestServices.GetRequiredService<IOptions<HttpLimits>>().Value.MaxJsonBytes;
        if (context.Request.ContentLength > limit)
            return new(KnownProblems.BodyTooLarge);
        if (!IsJson(context.Request))
            return new(KnownProblems.UnsupportedMediaType with { Detail = "Send application/json in UTF-8." });

        if (await ReadAllAsync(context.Request.Body, limit, context.RequestAborted) is not { } bytes)
            return new(KnownProblems.BodyTooLarge);
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
                [NoObject, KnownProblems.BodyTooLarge, KnownProblems.UnsupportedMediaType,
                    KnownProblems.RequestTimeout]));
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The whole body; null where it is longer than it may be. As a stream: the server's own reader complains in its
    /// log of whoever goes away meanwhile.
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
            var checkedValue = value.Validate(errors);
            return errors.Any ? new(errors.ToProblem()) : new(checkedValue);
        }
        catch (JsonException exception)
        {
            return exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal)
                ? new(KnownProblems.Invalid(path[2..], "This is malformed or not of the right type."))
                : new(NoObject);
        }
    }
}
