using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.SignIn;

/// <summary>Sessions, and the tokens that stand for them.</summary>
internal sealed partial class SignIns(
    IGrainFactory grains, AccessTokens accessTokens, RefreshTokens refreshTokens, Revocations revocations,
    IOptions<AuthOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider clock, ILogger<SignIns> logger)
{
    private const int SessionIdBytes = 16;

    /// <summary>How long an answer waits for this node to know what it has ended.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The account of a name as it was sent. What can't be a name goes to an account that can't exist, so that it takes
    /// the time of any unknown one.
    /// </summary>
    public static string AccountOf(string username) => TextRules.IsUsername(username)
        ? TextRules.ToStoredUsername(username)
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(username)));

    /// <summary>Whose name and password these are; no user where they belong to nobody.</summary>
    public Task<SignInResult> CheckPasswordAsync(LoginRequest login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        var password = TextRules.IsPassword(login.Password) ? TextRules.ToHashedPassword(login.Password) : "";
        return grains.GetGrain<IAccountGrain>(AccountOf(login.Username)).SignIn(password, cancellationToken);
    }

    /// <summary>
    /// Begins a session of this user; null where their password has changed since it was checked, or there is no such
    /// user any more.
    /// </summary>
    public async Task<Tokens?> BeginAsync(string userId, long passwordVersion, CancellationToken cancellationToken)
    {
        var sessionId = RandomNumberGenerator.GetHexString(SessionIdBytes * 2, lowercase: true);
        var session = await grains.GetGrain<ISessionGrain>(sessionId)
            .Start(userId, passwordVersion, options.Value.RefreshTokenLifetime);
        return await TokensAsync(sessionId, session, cancellationToken);
    }

    /// <summary>Exchanges a refresh token; null where its session has ended, or ends by this.</summary>
    public async Task<Tokens?> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (!refreshTokens.TryRead(refreshToken, out var ticket))
            return null;
        var session = await grains.GetGrain<ISessionGrain>(ticket.SessionId)
            .Refresh(ticket.Seq, options.Value.RefreshTokenLifetime);
        if (session.UserId is null)
            revocations.Add(Revoked.Session(ticket.SessionId));
        return await TokensAsync(ticket.SessionId, session, cancellationToken);
    }

    /// <summary>Ends the session of a refresh token; any other text is no session's.</summary>
    public async Task EndAsync(string refreshToken)
    {
        if (!refreshTokens.TryRead(refreshToken, out var ticket))
            return;
        await grains.GetGrain<ISessionGrain>(ticket.SessionId).End();
        revocations.Add(Revoked.Session(ticket.SessionId));
    }

    /// <summary>Changes the caller's password and ends their other sessions.</summary>
    public async Task<ChangePasswordStatus> ChangePasswordAsync(Caller caller, string current, string next,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var result = await grains.GetGrain<IPasswordGrain>(caller.UserId)
            .Change(current, next, caller.SessionId, cancellationToken);
        if (result.Status == ChangePasswordStatus.Changed)
            await CatchUpAsync();
        return result.Status;
    }

    /// <summary>
    /// So that this node refuses at once what it has just ended. The poll does it too, half a second later, where this
    /// fails.
    /// </summary>
    private async Task CatchUpAsync()
    {
        try
        {
            await revocations.CatchUpAsync(CancellationToken.None).WaitAsync(CatchUpLimit);
        }
#pragma warning disable CA1031 // What was done stands.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLater(exception.GetType().Name);
        }
    }

    [LoggerMessage(120, LogLevel.Information,
        "Ended sessions could not be read back ({Exception}); their access tokens are refused here when revocations are next read")]
    private partial void LogLater(string exception);

    private async Task<Tokens?> TokensAsync(string sessionId, RefreshResult session,
        CancellationToken cancellationToken)
    {
        if (session.UserId is not { } userId
            || await grains.GetGrain<IUserGrain>(userId).GetProfile(userId, cancellationToken) is not { } profile)
        {
            return null;
        }
        return new(
            "Bearer",
            accessTokens.Issue(userId, sessionId),
            (long)accessTokens.Lifetime.TotalSeconds,
            refreshTokens.Write(new(sessionId, session.Seq)),
            (long)Math.Max(0, Math.Ceiling((session.ExpiresAt - clock.GetUtcNow()).TotalSeconds)),
            Profile.From(profile));
    }
}
