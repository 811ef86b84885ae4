using System.Text;
using Microsoft.Extensions.Configuration;
using Reels.Hosting;
using Xunit;

namespace Reels.Tests.Unit.Hosting;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Data:Foldr", "Data:Folder")]
    [InlineData("Data:Folder:Name", "Data:Folder")]
    [InlineData("Management:Adress", "Management:Address")]
    [InlineData("ratelimits:read", "RateLimits:Reads")]
    [InlineData("Media:Sweeep:Interval", "Media:Sweep:Interval")]
    [InlineData("Media:MaxBytes:Reels", "Media:MaxBytes:Reel")]
    [InlineData("Media:Sweep", "Media:Sweep:Batch")]
    [InlineData("Cors:Origin", "Cors:Origins:0")]
    [InlineData("Cors:Origins", "Cors:Origins:0")]
    public void A_misspelt_setting_is_found_with_the_nearest_name(string name, string nearest) =>
        Assert.Equal([(name, nearest)], Find(new() { [name] = "value" }));

    [Theory]
    [InlineData("Data:Folder")]
    [InlineData("data:folder")]
    [InlineData("Cors:Origins:0")]
    [InlineData("Cors:Origins:12")]
    [InlineData("Silo:GatewayPort")]
    [InlineData("Media:MaxBytes:Reel")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("urls")]
    [InlineData("Data")]
    [InlineData("Other:Folder")]
    public void A_known_setting_and_those_of_others_are_not_found(string name) =>
        Assert.Empty(Find(new() { [name] = "value" }));

    [Fact]
    public void Arguments_variables_and_files_are_searched_alike()
    {
        const string variable = "Silo__Prot";
        Environment.SetEnvironmentVariable(variable, "1");
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes("""{ "Cache": { "Byte": 1 } }""")))
                .AddEnvironmentVariables().AddCommandLine(["--Data:Foldr=x", "--Demo:Run=true"]).Build();

            Assert.Equal(["Cache:Byte", "Data:Foldr", "Silo:Prot"],
                UnknownSettings.Find(configuration).Select(found => found.Name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void A_name_with_line_breaks_stays_one_line() =>
        Assert.Equal("Data:a?b", Assert.Single(Find(new() { ["Data:a\nb"] = "value" })).Item1);

    private static IEnumerable<(string, string)> Find(Dictionary<string, string?> settings) =>
        UnknownSettings.Find(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
