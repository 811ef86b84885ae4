using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reels.Api.Secrets;

namespace Reels.Api.SignIn;

/// <summary>The content of a refresh token.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="UserId">The session's user; null in a token of an earlier version.</param>
/// <param name="Seq">Its number in the session.</param>
/// <param name="ExpiresAt">When it expires, UTC, whole milliseconds; null in a token of an earlier version.</param>
internal sealed record RefreshTicket(string SessionId, string? UserId, long Seq, DateTimeOffset? ExpiresAt);

/// <summary>
/// Writes and reads refresh tokens: <c>sessionId.userId.seq.expiry.HMAC</c>, the expiry in Unix milliseconds. Tokens
/// are not stored; the session stores the number of its newest one. Earlier versions wrote <c>sessionId.seq.HMAC</c>,
/// which is still read, so that nobody is signed out by an upgrade.
/// </summary>
internal sealed class RefreshTokens(RootSecret secret)
{
    private const int MaxId = 32;
    private const int MaxSeq = 19;
    private const int MaxExpiry = 15;
    private const int MacLength = 43;

    /// <summary>Characters of the longest token: its five parts and the dots between them.</summary>
    private const int MaxLength = MaxId + MaxId + MaxSeq + MaxExpiry + MacLength + 4;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Refresh);

    public string Write(string sessionId, string userId, long seq, DateTimeOffset expiresAt)
    {
        var content = string.Create(CultureInfo.InvariantCulture,
            $"{sessionId}.{userId}.{seq}.{expiresAt.ToUnixTimeMilliseconds()}");
        return $"{content}.{Mac(content)}";
    }

    /// <returns>False where this token was not written with our secret. An expired token is read.</returns>
    public bool TryRead(string token, [NotNullWhen(true)] out RefreshTicket? ticket)
    {
        ticket = null;
        if (token is null || token.Length > MaxLength || !Ascii.IsValid(token)
            || token.LastIndexOf('.') is not (> 0 and var end))
        {
            return false;
        }

        var content = token[..end];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token[(end + 1)..]),
            Encoding.ASCII.GetBytes(Mac(content))))
        {
            return false;
        }

        ticket = content.Split('.') switch
        {
            [var sessionId, var userId, var seq, var expiry] when IsNumber(seq, out var number)
                && IsNumber(expiry, out var at) =>
                new(sessionId, userId, number, DateTimeOffset.FromUnixTimeMilliseconds(at)),
            [var sessionId, var seq] when IsNumber(seq, out var number) => new(sessionId, null, number, null),
            _ => null,
        };
        return ticket is not null;
    }

    private static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>
    /// Neither form can be read as the other: the MAC covers the whole content, and ids contain no dots.
    /// </summary>
    private string Mac(string content) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(content)));
}
