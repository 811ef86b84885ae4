using Microsoft.Extensions.Options;
using Reels.Hosting;
using Xunit;

namespace Reels.Tests.Api.External;

public sealed class AuthoritySettingsTests
{
    private sealed class App(string? authority, string? audience, bool allowHttp) : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>
            {
                ["Auth:Authority"] = authority,
                ["Auth:Audience"] = audience,
                ["Auth:AllowHttp"] = $"{allowHttp}"
            };
    }

    [Theory]
    [InlineData("https://id.example", null, "Auth:Audience")]
    [InlineData("https://id.example", " ", "Auth:Audience")]
    [InlineData(null, "reels", "Auth:Authority")]
    [InlineData("id.example", "reels", "Auth:Authority")]
    [InlineData("ftp://id.example", "reels", "Auth:Authority")]
    [InlineData("https://me:secret@id.example", "reels", "Auth:Authority")]
    [InlineData("https://id.example/?tenant=1", "reels", "Auth:Authority")]
    [InlineData("http://id.example", "reels", "Auth:AllowHttp")]
    public async Task Impossible_authority_settings_are_refused_at_the_start(string? authority, string? audience,
        string named)
    {
        await using var app = new App(authority, audience, allowHttp: false);
        var line = StartFailure.Explain(
            await Assert.ThrowsAsync<OptionsValidationException>(async () => await app.InitializeAsync()));

        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line!);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:1", false)]
    [InlineData("http://[::1]:1/realms/reels", false)]
    [InlineData("http://id.example", true)]
    [InlineData("https://id.example/", false)]
    public async Task Plain_HTTP_to_an_authority_needs_loopback_or_a_setting(string authority,
        bool allowHttp)
    {
        await using var app = new App(authority, "reels", allowHttp);
        await app.InitializeAsync();
        Assert.NotNull(app.Client.BaseAddress);
    }
}
