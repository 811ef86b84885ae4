using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Reels.Api.Secrets;

namespace Reels.Api.Http;

/// <summary>
/// Gives each JSON answer to GET an entity tag, and answers 304 without a body to a client that has this answer. The
/// tag is a hash of the JSON with a key of this installation: all its nodes give the same tag, and nobody else can make
/// two answers with one tag.
/// </summary>
internal sealed class EntityTags(RootSecret secret, IOptions<JsonOptions> json)
{
    /// <summary>1 MB: larger buffers are not kept for the next answer. A page of 100 reels is some 200 KB.</summary>
    private const int MaxKept = 1 << 20;

    private readonly long _seed =
        BinaryPrimitives.ReadInt64LittleEndian(secret.KeyFor(RootSecret.Purposes.EntityTags));
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;
    private readonly JsonWriterOptions _writing = new() { Encoder = json.Value.SerializerOptions.Encoder };
    private readonly ObjectPool<ArrayBufferWriter<byte>> _buffers =
        new DefaultObjectPool<ArrayBufferWriter<byte>>(new Buffers());

    private async Task AnswerAsync(object value, HttpContext context)
    {
        var buffer = _buffers.Get();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer, _writing))
                JsonSerializer.Serialize(writer, value, _json.GetTypeInfo(value.GetType()));
            var tag = TagOf(buffer.WrittenSpan);
            var response = context.Response;
            response.Headers.ETag = tag.ToString();
            if (IsKnown(context.Request, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = buffer.WrittenCount;
            await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    /// <summary>Weak, since an answer may be compressed on its way.</summary>
    private EntityTagHeaderValue TagOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(bytes, hash, _seed);
        return new($"\"{Base64Url.EncodeToString(hash)}\"", isWeak: true);
    }

    /// <summary>Whether the client has what this tag stands for, by its <c>If-None-Match</c>.</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.Headers.IfNoneMatch.Count > 0 && request.GetTypedHeaders().IfNoneMatch.Any(
            known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));

    internal sealed class Answer(object value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            ArgumentNullException.ThrowIfNull(httpContext);
            return httpContext.RequestServices.GetRequiredService<EntityTags>().AnswerAsync(value, httpContext);
        }
    }

    private sealed class Buffers : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        public override ArrayBufferWriter<byte> Create() => new();

        public override bool Return(ArrayBufferWriter<byte> obj)
        {
            obj.ResetWrittenCount();
            return obj.Capacity <= MaxKept;
        }
    }
}

internal static class EntityTagFilter
{
    /// <summary>Tags the successful JSON answers to GET and HEAD.</summary>
    public static TBuilder WithEntityTags<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            var method = invocation.HttpContext.Request.Method;
            return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Tagged(answer) : answer;
        });

    private static object? Tagged(object? answer)
    {
        var result = answer is INestedHttpResult nested ? nested.Result : answer;
        return result is IValueHttpResult { Value: { } value }
            && result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }
            ? new EntityTags.Answer(value)
            : answer;
    }
}
