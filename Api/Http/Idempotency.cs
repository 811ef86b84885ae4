using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Reels.Api.Problems;
using Reels.Api.Secrets;

namespace Reels.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request, or none.</summary>
internal sealed class IdempotencyKey : IBound, IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxLength = 64;
    private static readonly Problem Malformed = KnownProblems.Invalid(Header,
        $"It must be 1 to {MaxLength} visible ASCII characters.");

    /// <summary>Without surrounding quotes; null where none was sent.</summary>
    public string? Value { get; private init; }

    public Problem? Problem { get; private init; }

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<IdempotencyKey?>(
            context.Request.Headers.TryGetValue(Header, out var sent) ? Parse(sent is [{ } only] ? only : "") : new());
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new IdempotentMetadata());
        builder.Metadata.Add(new AnswersMetadata([Malformed, KnownProblems.IdempotencyKeyReused]));
        builder.Metadata.Add(new ParameterMetadata(
            Header,
            $"1 to {MaxLength} visible ASCII characters. The same request with the same key is never carried out twice.",
            new() { Type = JsonSchemaType.String, Pattern = $"^([!-~]{{1,{MaxLength}}}|\"[!-~]{{1,{MaxLength}}}\")$" },
            ParameterLocation.Header));
    }

    /// <summary>1 to 64 visible ASCII characters; surrounding quotes are not part of it.</summary>
    public static IdempotencyKey Parse(string sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var key = sent is ['"', .. var quoted, '"'] ? quoted : sent;
        return key.Length is >= 1 and <= MaxLength && key.All(character => character is > ' ' and <= '~')
            ? new() { Value = key }
            : new() { Problem = Malformed };
    }
}

/// <summary>
/// Makes the ids of what is created: with an idempotency key always the same one for the same caller, place and key,
/// and no other's guess.
/// </summary>
internal sealed class Idempotency(RootSecret secret, IOptions<JsonOptions> json)
{
    private const int UserIdBytes = 16;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Ids);

    /// <summary>The id of the thing that this request makes: a UUID of version 8.</summary>
    /// <param name="scope">Who acts and where: user, method and path; for register the username.</param>
    /// <param name="key">What the client sent.</param>
    public Guid IdFor(IdempotencyKey key, params ReadOnlySpan<string> scope)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Value is { } value ? Version8(FromScope([.. scope, value])) : NewId();
    }

    /// <summary>
    /// The user id of the account that this request makes: 32 hex characters. There is no user yet, so the key belongs
    /// to the name.
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
    /// What tells a repeated request from another with the same key; null without a key, when nothing is compared.
    /// </summary>
    /// <param name="request">The body as bound and checked: requests that are the same by value hash the same.</param>
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
            // Each field carries its length, so that no two scopes run together into the same bytes.
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
