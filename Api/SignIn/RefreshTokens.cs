using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reels.Api.Secrets;

namespace Reels.Api.SignIn;

/// <summary>The content of a refresh token: its session, and its number in the session.</summary>
internal sealed record RefreshTicket(string SessionId, long Seq);

/// <summary>
/// Writes and reads refresh tokens: <c>sessionId.seq.HMAC</c>. Tokens are not stored; the session stores the number of
/// its newest one.
/// </summary>
internal sealed class RefreshTokens(RootSecret secret)
{
    private const int MaxLength = 160;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Refresh);

    public string Write(RefreshTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var content = string.Create(CultureInfo.InvariantCulture, $"{ticket.SessionId}.{ticket.Seq}");
        return $"{content}.{Base64Url.EncodeToString(Mac(content))}";
    }

    /// <returns>False where this token was not written with our secret.</returns>
    public bool TryRead(string token, [NotNullWhen(true)] out RefreshTicket? ticket)
    {
        ticket = null;
        if (token is null || token.Length > MaxLength || !Ascii.IsValid(token)
            || token.Split('.') is not [var sessionId, var number, var mac])
        {
            return false;
        }
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac),
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Mac($"{sessionId}.{number}")))))
        {
            return false;
        }
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return false;
        ticket = new(sessionId, seq);
        return true;
    }

    private byte[] Mac(string content) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(content));
}
