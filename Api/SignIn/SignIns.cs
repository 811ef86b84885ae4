using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.SignIn;

/// <summary>Begins, refreshes and ends sessions, and issues their tokens.</summary>
internal sealed partial class SignIns(
    IGrainFactory grains, AccessTokens accessTokens, RefreshTokens refreshTokens, Revocations revocations,
    IOptions<AuthOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider clock, ILogger<SignIns> logger)
{
    private const int SessionIdBytes = 16;

    /// <summary>
    /// 24 h, an hour less than revocations are kept: whatever ended a session after this token was issued is known.
    /// </summary>
    private static readonly TimeSpan MaxAgeWithoutSession = Revoked.Retention - TimeSpan.FromHours(1);

    /// <summary>
    /// 5 minutes: the lifetime of an access token that is issued while its session can't be read.
    /// </summary>
    private static readonly TimeSpan LifetimeWithoutSession = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer waits until this node has read the revocations that it caused.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The account of a username as it was sent. An invalid username maps to an account that cannot exist, so that its
    /// answer takes as long as that of an unknown username.
    /// </summary>
    public static string AccountOf(string username) => TextRules.IsUsername(username)
        ? TextRules.ToStoredUsername(username)
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(username)));

    /// <summary>Checks a username and password; the result has no user where they are wrong.</summary>
    public Task<SignInResult> CheckPasswordAsync(LoginRequest login, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        var password = TextRules.IsPassword(login.Password) ? TextRules.ToHashedPassword(login.Password) : "";
        return grains.GetGrain<IAccountGrain>(AccountOf(login.Username)).SignIn(password, cancellationToken);
    }

    /// <summary>
    /// Begins a session; null where the password has changed since it was checked, or the user was deleted.
    /// </summary>
    public async Task<Tokens?> BeginAsync(string userId, long passwordVersion, CancellationToken cancellationToken)
    {
        var sessionId = RandomNumberGenerator.GetHexString(SessionIdBytes * 2, lowercase: true);
        var session = await grains.GetGrain<ISessionGrain>(sessionId)
            .Start(userId, passwordVersion, options.Value.RefreshTokenLifetime);
        return await TokensAsync(sessionId, session, cancellationToken);
    }

    /// <summary>
    /// Exchanges a refresh token; null where it has expired, its session has ended, or this reuse ends it.
    /// </summary>
    public async Task<Tokens?> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (!refreshTokens.TryRead(refreshToken, out var ticket) || IsVoid(ticket))
            return null;
        try
        {
            var session = await grains.GetGrain<ISessionGrain>(ticket.SessionId)
                .Refresh(ticket.Seq, options.Value.RefreshTokenLifetime);
            if (session.UserId is null)
                revocations.Add(Revoked.Session(ticket.SessionId));
            return await TokensAsync(ticket.SessionId, session, cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.Failure
            is StoreFailure.Unavailable or StoreFailure.TimedOut && IsKnownToLive(ticket))
        {
            if (await TokensWithoutSessionAsync(refreshToken, ticket, cancellationToken) is { } tokens)
                return tokens;
            throw;
        }
    }

    /// <summary>Ends the session of a refresh token. Any other text has no effect.</summary>
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
    /// Whether this node knows, without the session, that no session accepts a token. A token that was used just before
    /// its expiry may be retried just after it: the session decides that.
    /// </summary>
    private bool IsVoid(RefreshTicket ticket) => clock.GetUtcNow() - ticket.ExpiresAt > RefreshRetry.Window
        || (ticket.UserId is { } userId && revocations.IsRevoked(userId, ticket.SessionId));

    /// <summary>
    /// Whether this node knows, without the session, that a token's session had not ended when the revocations were
    /// last read. A token's number is not checked: a used one counts until its session can be read again.
    /// </summary>
    private bool IsKnownToLive(RefreshTicket ticket)
    {
        if (ticket is not { UserId: not null, ExpiresAt: { } expiresAt } || !revocations.IsLoaded)
            return false;
        var now = clock.GetUtcNow();
        return now < expiresAt && now - (expiresAt - options.Value.RefreshTokenLifetime) < MaxAgeWithoutSession;
    }

    /// <summary>
    /// A short-lived access token, and the same refresh token; null where the profile is not to be found.
    /// </summary>
    private async Task<Tokens?> TokensWithoutSessionAsync(string refreshToken, RefreshTicket ticket,
        CancellationToken cancellationToken) =>
        ticket is { UserId: { } userId, ExpiresAt: { } expiresAt }
            && await grains.GetGrain<IUserGrain>(userId).GetProfile(userId, cancellationToken) is { } profile
            ? Write(userId, ticket.SessionId, refreshToken, expiresAt, profile,
                accessTokens.Lifetime < LifetimeWithoutSession ? accessTokens.Lifetime : LifetimeWithoutSession)
            : null;

    /// <summary>
    /// Reads the revocations, so that this node refuses the ended sessions immediately. If this fails, the poll reads
    /// them within half a second.
    /// </summary>
    private async Task CatchUpAsync()
    {
        try
        {
            await revocations.CatchUpAsync(CancellationToken.None).WaitAsync(CatchUpLimit);
        }
#pragma warning disable CA1031 // The sessions have ended, whether or not this node knows yet.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotRead(exception.GetType().Name);
        }
    }

    [LoggerMessage(120, LogLevel.Information,
        "Revocations could not be read after a password change ({Exception}); "
            + "this node refuses the ended sessions after its next read of revocations")]
    private partial void LogNotRead(string exception);

    private async Task<Tokens?> TokensAsync(string sessionId, RefreshResult session,
        CancellationToken cancellationToken)
    {
        if (session.UserId is not { } userId
            || await grains.GetGrain<IUserGrain>(userId).GetProfile(userId, cancellationToken) is not { } profile)
        {
            return null;
        }
        return Write(userId, sessionId, refreshTokens.Write(sessionId, userId, session.Seq, session.ExpiresAt),
            session.ExpiresAt, profile, accessTokens.Lifetime);
    }

    private Tokens Write(string userId, string sessionId, string refreshToken, DateTimeOffset expiresAt,
        ProfileView profile, TimeSpan lifetime) => new(
            "Bearer",
            accessTokens.Issue(userId, sessionId, lifetime),
            (long)lifetime.TotalSeconds,
            refreshToken,
            (long)Math.Max(0, Math.Ceiling((expiresAt - clock.GetUtcNow()).TotalSeconds)),
            Profile.From(profile));
}
