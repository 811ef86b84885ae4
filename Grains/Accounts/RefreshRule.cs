using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// What the use of a refresh token means. A session knows the latest token and the one whose use issued it: the latest
/// was never used (using it would have made another the latest), so only these two may still come from their rightful
/// holder, and any other was stolen or copied.
/// </summary>
internal static class RefreshRule
{
    /// <summary>
    /// 60 s: long enough for the retries of a client that got no answer, and for two of its tabs that refresh at once.
    /// </summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(60);

    /// <param name="session">As stored.</param>
    /// <param name="seq">The token used.</param>
    /// <param name="now">UTC.</param>
    /// <param name="lifetime">Of the token to be issued.</param>
    /// <returns>What to do, and the session as it then is.</returns>
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
    /// <summary>Nothing is issued, nothing changes.</summary>
    Refuse,

    /// <summary>A token is used again that has no successor to give: the session ends.</summary>
    End,

    /// <summary>A retry: the latest token is given again.</summary>
    Repeat,

    /// <summary>A new token becomes the latest.</summary>
    Issue,
}
