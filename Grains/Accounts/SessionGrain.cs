using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// One sign-in. Every step is a compare-and-set on the stored session, decided by <see cref="RefreshRule"/>, so that
/// two activations agree on one successor.
/// </summary>
[GrainType("session")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing between calls; 1 minute is the collector's own step.
internal sealed partial class SessionGrain(
    ISessionStore sessions,
    [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    /// <summary>
    /// Each lost attempt means that another use of this session succeeded. One client doesn't make more of them at the
    /// same time.
    /// </summary>
    private const int MaxAttempts = 8;

    public async Task<RefreshResult> Start(string userId, long passwordVersion, TimeSpan lifetime)
    {
        var now = clock.Now();
        var session = new Session(this.GetPrimaryKeyString(), userId, Seq: 1, ParentSeq: 0, now, now + lifetime);
        return await TimeLimits.RunAsync(limit => sessions.AddAsync(session, passwordVersion, limit)) ? Issued(session)
            : NoSession();
    }

    public Task<RefreshResult> Refresh(long seq, TimeSpan lifetime) =>
        TimeLimits.RunAsync(limit => RefreshWithinAsync(seq, lifetime, limit));

    public async Task End()
    {
        await TimeLimits.RunAsync(limit => sessions.EndAsync(this.GetPrimaryKeyString(), clock.Now(), limit));
        this.DeactivateSoon();
    }

    private async ValueTask<RefreshResult> RefreshWithinAsync(long seq, TimeSpan lifetime, CancellationToken limit)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var stored = await sessions.GetAsync(this.GetPrimaryKeyString(), limit);
            if (stored is null)
                return NoSession();

            var (step, next) = RefreshRule.Decide(stored, seq, clock.Now(), lifetime);
            switch (step)
            {
                case RefreshStep.Repeat:
                    return Issued(next);
                case RefreshStep.Issue:
                    if (await sessions.ReplaceAsync(next, stored.Seq, limit))
                        return Issued(next);

                    break;
                case RefreshStep.End:
                    await sessions.EndAsync(stored.Id, clock.Now(), limit);
                    LogReused(stored.UserId);
                    return NoSession();
                default:
                    return NoSession();
            }
        }

        throw StoreUnavailableException.Contended();
    }

    private static RefreshResult Issued(Session session) => new(session.UserId, session.Seq, session.ExpiresAt);

    private RefreshResult NoSession()
    {
        this.DeactivateSoon();
        return new RefreshResult(null, 0, DateTimeOffset.UnixEpoch);
    }

    [LoggerMessage(2011, LogLevel.Warning,
        "A used refresh token of user {UserId} was used again; its session is ended")]
    private partial void LogReused(string userId);
}
