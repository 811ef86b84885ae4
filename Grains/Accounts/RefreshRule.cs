using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Decides what the use of a refresh token means. A session knows the latest token and the one whose use issued it. The
/// latest was never used, since its use would have made another the latest. So only these two may still come from the
/// rightful client, and any other was stolen or copied.
/// </summary>
internal static class RefreshRule
{
    /// <summary>
    /// 60 s: long enough for the retries of a client that got no answer, and for two tabs that refresh concurrently.
    /// </summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(60);

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

        if (seq != session.ParentSeq)
            return (RefreshStep.End, session);

        return now - session.IssuedAt <= Retry
            ? (RefreshStep.Repeat, session)
            : (RefreshStep.Issue, Next(session, session.ParentSeq, now, lifetime));
    }

    private static Session Next(Session session, long parent, DateTimeOffset now, TimeSpan lifetime) => session with
    {
        Seq = session.Seq + 1,
        ParentSeq = parent,
        IssuedAt = now,
        ExpiresAt = now + lifetime,
    };
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
