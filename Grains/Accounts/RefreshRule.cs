using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Decides what the use of a refresh token means. A token that was used a moment ago may come from the rightful client:
/// from another tab, or because an answer was lost. Its holder gets the newest token of the session, however many were
/// issued since. The token whose use issued the newest one may also come later, as long as the newest was never used:
/// its answer may have been lost. Any other used token was stolen or copied.
/// </summary>
internal static class RefreshRule
{
    /// <summary>
    /// First uses that a session keeps, about 2 KB. A session that uses more tokens within
    /// <see cref="RefreshRetry.Window"/> forgets the oldest, so that their reuse ends it: no client refreshes once a
    /// second.
    /// </summary>
    public const int MaxUses = 64;

    /// <param name="session">The stored session.</param>
    /// <param name="seq">Number of the used token.</param>
    /// <param name="now">UTC.</param>
    /// <param name="lifetime">Time from the issue of the next token to its expiry.</param>
    /// <returns>The step to take, and the session after it.</returns>
    public static (RefreshStep Step, Session Session) Decide(Session session, long seq, DateTimeOffset now,
        TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Ended || now >= session.ExpiresAt || seq < 1 || seq > session.Seq)
            return (RefreshStep.Refuse, session);

        if (seq == session.Seq)
            return (RefreshStep.Issue, Next(session, seq, now, lifetime));

        if (UsesOf(session).Any(use => use.Seq == seq && IsRecent(use.FirstAt, now)))
            return (RefreshStep.Repeat, session);

        if (seq != session.ParentSeq)
            return (RefreshStep.End, session);

        // Late retries that run concurrently agree on one successor: the first of them issued it just now.
        return IsRecent(session.IssuedAt, now)
            ? (RefreshStep.Repeat, session)
            : (RefreshStep.Issue, Next(session, session.ParentSeq, now, lifetime));
    }

    private static bool IsRecent(DateTimeOffset time, DateTimeOffset now) => now - time <= RefreshRetry.Window;

    private static Session Next(Session session, long parent, DateTimeOffset now, TimeSpan lifetime) => session with
    {
        Seq = session.Seq + 1,
        ParentSeq = parent,
        IssuedAt = now,
        ExpiresAt = now + lifetime,
        Uses = UsesAfter(session, parent, now),
    };

    /// <summary>
    /// The recent uses and that of the parent. The parent's is kept however old it is, so that another successor
    /// doesn't count as the first one.
    /// </summary>
    private static TokenUse[] UsesAfter(Session session, long parent, DateTimeOffset now)
    {
        var kept = UsesOf(session).Where(use => use.Seq == parent || IsRecent(use.FirstAt, now));
        if (parent == session.Seq)
            kept = kept.Append(new(parent, now));
        return [.. kept.TakeLast(MaxUses)];
    }

    /// <summary>
    /// The stored uses. A session of an earlier version has none: its parent was used when the latest token was issued.
    /// </summary>
    private static IEnumerable<TokenUse> UsesOf(Session session) => session.Uses.Count == 0 && session.ParentSeq > 0
        ? [new(session.ParentSeq, session.IssuedAt)]
        : session.Uses;
}

internal enum RefreshStep
{
    /// <summary>Issue nothing, change nothing.</summary>
    Refuse,

    /// <summary>End the session: a token was used again that may not be.</summary>
    End,

    /// <summary>A retry: issue the latest token again.</summary>
    Repeat,

    /// <summary>Issue a new token, which becomes the latest.</summary>
    Issue,
}
