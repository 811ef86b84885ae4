using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Reels.Api.Problems;
using Reels.Api.Secrets;

namespace Reels.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request, if it has one.</summary>
internal sealed class IdempotencyKey : IBound, IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxLength = 64;
    private static readonly Problem Malformed = KnownProblems.Invalid(Header,
        $"The key must be 1 to {MaxLength} visible ASCII characters.");

    /// <summary>The key without surrounding quotes; null where none was sent.</summary>
    public string? Value { get; private init; }

    public Problem? Problem { get; private init; }

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<IdempotencyKey?>(
            context.Request.Headers.TryGetValue(Header, out var values)
                ? Parse(values is [{ } only] ? only : "")
                : new());
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new IdempotentMetadata());
        builder.Metadata.Add(new AnswersMetadata([Malformed, KnownProblems.IdempotencyKeyReused]));
        builder.Metadata.Add(new ParameterMetadata(
            Header,
            "Makes a retry safe: the same request with the same key is carried out once. "
                + $"1 to {MaxLength} visible ASCII characters.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = $"^([!-~]{{1,{MaxLength}}}|\"[!-~]{{1,{MaxLength}}}\")$",
            },
            ParameterLocation.Header));
    }

    /// <summary>1 to 64 visible ASCII characters; surrounding quotes are not part of it.</summary>
    public static IdempotencyKey Parse(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var key = header is ['"', .. var quoted, '"'] ? quoted : header;
        return key.Length is >= 1 and <= MaxLength && key.All(character => character is > ' ' and <= '~')
            ? new() { Value = key }
            : new() { Problem = Malformed };
    }
}

/// <summary>
/// Makes the ids of created things. With an idempotency key the id depends only on caller, method, path and key, so a
/// retry finds what the first request made. The secret keeps ids unguessable.
/// </summary>
internal sealed class Idempotency(RootSecret secret, IOptions<JsonOptions> json)
{
    private const int UserIdBytes = 16;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Ids);

    /// <summary>The id of the thing that this request creates: a UUID of version 8; random without a key.</summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="scope">The scope of the key: user id, method and path.</param>
    public Guid IdFor(IdempotencyKey key, params ReadOnlySpan<string> scope)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Value is { } value ? Version8(FromScope([.. scope, value])) : NewId();
    }

    /// <summary>
    /// The user id of the account that this request creates: 32 hex characters. There is no user yet, so the username
    /// is the scope of the key.
    /// </summary>
    public string UserIdFor(IdempotencyKey key, string username)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = key.Value is { } value ? FromScope(["register", username, value])
            : RandomNumberGenerator.GetBytes(UserIdBytes);
        return Convert.ToHexStringLower(bytes.AsSpan(0, UserIdBytes));
    }

    /// <summary>A random UUID of version 8.</summary>
    public static Guid NewId() => Version8(RandomNumberGenerator.GetBytes(16));

    /// <summary>
    /// A hash that tells a repeated request from another one with the same key; null without a key.
    /// </summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="request">The validated body: bodies of equal value have equal hashes.</param>
    public string? HashOf<T>(IdempotencyKey key, T request)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Value is null ? null
            : Convert.ToHexStringLower(
                SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, json.Value.SerializerOptions)));
    }

    private byte[] FromScope(ReadOnlySpan<string> fields)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            // Each field is preceded by its length, so that different scopes never give the same bytes.
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }

        return hmac.GetHashAndReset();
    }

    private static Guid Version8(Span<byte> bytes)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }
}

internal static class IdempotentAnswers
{
    /// <summary>Answers 201 with a thing that this request, or an earlier one with the same key, created.</summary>
    /// <param name="response">Gets <c>Idempotency-Replayed</c> where the thing was already there.</param>
    /// <param name="location">The address of the thing; null where it has none.</param>
    /// <param name="thing">The thing as it was created.</param>
    /// <param name="replayed">An earlier request created it.</param>
    public static Created<T> Created<T>(this HttpResponse response, string? location, T thing, bool replayed)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (replayed)
            response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        return TypedResults.Created(location, thing);
    }
}
