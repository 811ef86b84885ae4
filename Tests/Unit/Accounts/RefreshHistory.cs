using Reels.Grains.Accounts;

namespace Reels.Tests.Unit.Accounts;

/// <summary>
/// The contract of refreshing in its own words: every token of a session is kept with its first use, its issue and the
/// token that it was issued for.
/// </summary>
internal sealed class RefreshHistory
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private readonly List<Token> _tokens;

    public RefreshHistory(DateTimeOffset start) => _tokens = [new(IssuedFor: 0, start, FirstUse: null)];

    private RefreshHistory(IEnumerable<Token> tokens) => _tokens = [.. tokens];

    private sealed record Token(int IssuedFor, DateTimeOffset IssuedAt, DateTimeOffset? FirstUse);

    public int Newest => _tokens.Count;

    public RefreshHistory Copy() => new(_tokens);

    /// <summary>Uses a token; the newest one is the answer to a repeated or issuing step.</summary>
    public RefreshStep Use(int seq, DateTimeOffset now)
    {
        if (seq > Newest)
            return RefreshStep.Refuse;

        var token = _tokens[seq - 1];
        if (token.FirstUse is null && seq == Newest)
        {
            _tokens[seq - 1] = token with { FirstUse = now };
            return Issue(seq, now);
        }

        // An unused token that isn't the newest died when another was issued in its place.
        if (token.FirstUse is not { } firstUse)
            return RefreshStep.End;
        if (now - firstUse <= Minute)
            return RefreshStep.Repeat;

        // Its successor is the last token that was issued for it. An older one died.
        var successor = _tokens.FindLast(other => other.IssuedFor == seq)!;
        if (successor.FirstUse is not null)
            return RefreshStep.End;
        return now - successor.IssuedAt <= Minute ? RefreshStep.Repeat : Issue(seq, now);
    }

    public override string ToString() => string.Join("; ", _tokens);

    private RefreshStep Issue(int seq, DateTimeOffset now)
    {
        _tokens.Add(new(seq, now, FirstUse: null));
        return RefreshStep.Issue;
    }
}
