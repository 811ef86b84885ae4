using Reels.Api.Media.S3;
using Xunit;

namespace Reels.Tests.Unit.Media;

public sealed class S3PrivacyTests
{
    private const string Node = """{"AWS":"arn:aws:iam::1:user/reels"}""";

    [Theory]
    [InlineData("\"*\"", "\"arn:aws:s3:::b/*\"", true)]
    [InlineData("""{"AWS":"*"}""", "\"arn:aws:s3:::b\"", true)]
    [InlineData("""{"AWS":["*"]}""", """["arn:aws:s3:::b/reels/*","arn:aws:s3:::b/stories/*"]""", true)]
    [InlineData("""{"AWS":["*"]}""", """["arn:aws:s3:::b/reels/*","arn:aws:s3:::b/avatars/*"]""", false)]
    [InlineData("\"*\"", "\"arn:aws:s3:::b/re*\"", true)]
    [InlineData(Node, "\"arn:aws:s3:::b/*\"", false)]
    public void Everybody_may_read_reels_and_avatars_alone(string principal, string resource, bool isOpen)
    {
        var statement =
            $$"""{"Effect":"Allow","Principal":{{principal}},"Action":"s3:GetObject","Resource":{{resource}}}""";
        Assert.Equal(isOpen, S3Privacy.IsOpen($$"""{"Statement":[{{statement}}]}"""));
        Assert.Equal(isOpen, S3Privacy.IsOpen($$"""{"Statement":{{statement}}}"""));
        var denied = statement.Replace("Allow", "Deny", StringComparison.Ordinal);
        Assert.False(S3Privacy.IsOpen($$"""{"Statement":{{denied}}}"""));
    }
}
