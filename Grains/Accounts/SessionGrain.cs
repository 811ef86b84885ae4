using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// One sign-in. Every step is a compare-and-set on the stored session, decided by <see cref="RefreshRule"/>: two
/// activations agree on one successor.
/// </summary>
[GrainType("session")]
[CollectionAgeLimit(
    Minutes = 2)] // Used once in the life of an access token, and holds nothing between; 1 minute is the collector's own step.
internal sealed partial class SessionGrain(
    ISessionStore sessions,
    [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    /// <summary>
    /// Each loss means that another use of this session went through; more of them than this at one time is no client
    /// at work.
    /// </summary>
    private const int MaxAttempts = 8;

    public async Task<RefreshResult> Start(string userId, long passwordVersion, TimeSpan lifetime)
    {
        var now = clock.Now();
        var session = new Session(this.GetPrimaryKeyString(), userId, Seq: 1, ParentSeq: 0, now, now + lifetime);
        return await TimeLimits.RunAsync(limit => sessions.AddAsync(session, passwordVersion, limit)) ? Issued(session)
            : Over();
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
                return Over();

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
                    return Over();
                default:
                    return Over();
            }
        }

        throw StoreUnavailableException.Contended();
    }

    private static RefreshResult Issued(Session session) => new(session.UserId, session.Seq, session.ExpiresAt);

    private RefreshResult Over()
    {
        this.DeactivateSoon();
        return new RefreshResult(null, 0, DateTimeOffset.UnixEpoch);
    }

    [LoggerMessage(2011, LogLevel.Warning,
        "A used refresh token of user {UserId} was used again; its session has ended")]
    private partial void LogReused(string userId);
}
