using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Reels.Api.Secrets;
using Reels.Api.SignIn;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class RefreshTokenTests
{
    private static readonly DateTimeOffset Expiry = new(2030, 1, 1, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly RootSecret Zeros = new(new byte[RootSecret.Length]);
    private static readonly string Session = new('5', 32);
    private static readonly string User = new('a', 32);
    private readonly RefreshTokens _tokens = new(Zeros);

    [Fact]
    public void A_token_carries_session_user_number_and_expiry()
    {
        var token = _tokens.Write(Session, User, 7, Expiry);

        Assert.StartsWith($"{Session}.{User}.7.1893499200250.", token, StringComparison.Ordinal);
        Assert.True(_tokens.TryRead(token, out var ticket));
        Assert.Equal(new RefreshTicket(Session, User, 7, Expiry), ticket);
    }

    [Fact]
    public void The_longest_token_is_read()
    {
        Assert.True(_tokens.TryRead(_tokens.Write(Session, User, long.MaxValue, DateTimeOffset.MaxValue),
            out var ticket));
        Assert.Equal(long.MaxValue, ticket.Seq);
        Assert.True(_tokens.TryRead(Sign($"{Session}.{long.MaxValue}"), out ticket));
        Assert.Equal(long.MaxValue, ticket.Seq);
    }

    [Fact]
    public void A_token_of_an_earlier_version_is_read()
    {
        var written = $"{Session}.7.a0Nl5r752i6yJpLppTBzO5n-CXXc5D7yYK977keVVVE";

        Assert.Equal(written, Sign($"{Session}.7"));
        Assert.True(_tokens.TryRead(written, out var ticket));
        Assert.Equal(new RefreshTicket(Session, null, 7, null), ticket);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public void A_change_of_any_part_is_refused(int parts)
    {
        var written = parts == 5 ? _tokens.Write(Session, User, 7, Expiry) : Sign($"{Session}.7");
        Assert.Equal(parts, written.Split('.').Length);

        for (var i = 0; i < written.Length; i++)
        {
            foreach (var other in "0a9.-")
            {
                var changed = $"{written[..i]}{other}{written[(i + 1)..]}";
                Assert.Equal(changed == written, _tokens.TryRead(changed, out _));
            }

            Assert.False(_tokens.TryRead(written.Remove(i, 1), out _));
            Assert.False(_tokens.TryRead(written.Insert(i, "0"), out _));
        }
    }

    [Fact]
    public void Parts_of_several_tokens_make_no_token()
    {
        string[] written = [_tokens.Write(Session, User, 7, Expiry), _tokens.Write(User, Session, 8, Expiry.AddDays(1)),
            Sign($"{Session}.7")];
        var parts = written.SelectMany(token => token.Split('.')).Distinct().ToArray();
        var heads = from session in parts
                    from seq in parts
                    select $"{session}.{seq}";
        var mixed = from head in heads
                    from tail in heads
                    from mac in parts
                    from content in (string[])[head, $"{head}.{tail}"]
                    select $"{content}.{mac}";

        Assert.Equal(written.Order(StringComparer.Ordinal),
            mixed.Distinct().Where(token => _tokens.TryRead(token, out _)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Other_texts_are_refused()
    {
        var written = _tokens.Write(Session, User, 7, Expiry);

        Assert.All(
            ["", ".", "..", "....", "abc", "abc.7", "abc.7.", written[..^1], written + "A", "." + written,
                written + ".",
                written.ToUpperInvariant(), "😀.1.x", new string('a', 10_000), Sign("abc"), Sign("abc.x"),
                Sign("abc.-7"),
                Sign("a.b.7"), Sign("a.b.7.x"), Sign("a.b.x.7"), Sign("a.b.7.7.7"),
                new RefreshTokens(new(RandomNumberGenerator.GetBytes(RootSecret.Length))).Write("a", "b", 1, Expiry)],
            token => Assert.False(_tokens.TryRead(token, out _)));
    }

    private static string Sign(string content) => $"{content}.{Base64Url.EncodeToString(
        HMACSHA256.HashData(Zeros.KeyFor(RootSecret.Purposes.Refresh), Encoding.ASCII.GetBytes(content)))}";
}
