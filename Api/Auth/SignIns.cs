using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Reels.Api.Text;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Users;
using Profile = Reels.Api.Users.Profile;

namespace Reels.Api.Auth;

/// <summary>Sessions, and the tokens that stand for them.</summary>
public sealed class SignIns(
    IGrainFactory grains, AccessTokens accessTokens, RefreshTokens refreshTokens, IOptions<AuthOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider clock)
{
    private const int SessionIdBytes = 16;

    /// <summary>The account of a name as it was sent. What can't be a name goes to an account that can't exist, so that it takes the time of any unknown one.</summary>
    public static string AccountOf(string username) => TextRules.IsUsername(username)
        ? TextRules.ToStoredUsername(username)
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(username)));

    /// <summary>Whose name and password these are; null where they belong to nobody.</summary>
    public async Task<string?> Check(LoginRequest login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        var password = TextRules.IsPassword(login.Password) ? TextRules.ToHashedPassword(login.Password) : "";
        return (await grains.GetGrain<IAccountGrain>(AccountOf(login.Username)).SignIn(password, cancellationToken)).UserId;
    }

    /// <summary>Begins a session of this user; null where there is no such user any more.</summary>
    public async Task<Tokens?> Begin(string userId, CancellationToken cancellationToken)
    {
        var sessionId = RandomNumberGenerator.GetHexString(SessionIdBytes * 2, lowercase: true);
        var session = await grains.GetGrain<ISessionGrain>(sessionId).Start(userId, options.Value.RefreshTokenLifetime);
        return await Tokens(sessionId, session, cancellationToken);
    }

    /// <summary>Exchanges a refresh token; null where its session has ended, or ends by this.</summary>
    public async Task<Tokens?> Refresh(string refreshToken, CancellationToken cancellationToken)
    {
        if (!refreshTokens.TryRead(refreshToken, out var ticket))
            return null;
        var session = await grains.GetGrain<ISessionGrain>(ticket.SessionId).Refresh(ticket.Seq, options.Value.RefreshTokenLifetime);
        return await Tokens(ticket.SessionId, session, cancellationToken);
    }

    /// <summary>Ends the session of a refresh token; any other text is no session's.</summary>
    public Task End(string refreshToken) =>
        refreshTokens.TryRead(refreshToken, out var ticket) ? grains.GetGrain<ISessionGrain>(ticket.SessionId).End() : Task.CompletedTask;

    private async Task<Tokens?> Tokens(string sessionId, RefreshResult session, CancellationToken cancellationToken)
    {
        if (session.UserId is not { } userId || await grains.GetGrain<IUserGrain>(userId).GetProfile(userId, cancellationToken) is not { } profile)
            return null;
        return new(
            "Bearer",
            accessTokens.Issue(userId, sessionId),
            (long)accessTokens.Lifetime.TotalSeconds,
            refreshTokens.Write(new(sessionId, session.Seq)),
            (long)Math.Max(0, Math.Ceiling((session.ExpiresAt - clock.GetUtcNow()).TotalSeconds)),
            Profile.From(profile));
    }
}
