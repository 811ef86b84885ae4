using Reels.Grains.Interfaces;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Real.Credentials;

/// <summary>
/// The built product on engines that refuse its user or password. The names of users are nobody's: a server may lock a
/// user after wrong passwords, and other tests use the real one.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class WrongCredentialsTests
{
    private const string Secret = "a-secret-of-this-test";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Engines_that_refuse_the_password_are_logged_once()
    {
        await using var product = await RealProcess.StartAsync(new Dictionary<string, string?>
        {
            ["Neo4j:User"] = "reels-nobody",
            ["Neo4j:Password"] = Secret,
            ["Redis:User"] = "reels-nobody",
            ["Redis:Password"] = Secret,
            ["S3:SecretKey"] = Secret,
        });
        string[] refusing = [Engines.Neo4j, Engines.Redis, Engines.S3];
        await Until.TrueAsync(
            async () => refusing.All(engine => product.Lines("refuses", engine + ":").Length > 0)
                && (await product.HealthAsync()).Stores is var stores
                && stores.GetValueOrDefault(Engines.MongoDb) == "up"
                && stores.GetValueOrDefault(Engines.Cassandra) == "up",
            Limit);
        // What is tried again every second would be logged again by now.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        var (_, health) = await product.HealthAsync();
        Assert.All(refusing, engine => Assert.Equal("down", health[engine]));
        Assert.All(refusing, engine => Assert.Single(product.Lines("refuses", engine + ":")));
        Assert.DoesNotContain(Secret, product.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_a_connection_string_is_not_logged()
    {
        await using var product = await RealProcess.StartAsync(new Dictionary<string, string?>
        {
            ["MongoDB:ConnectionString"] = $"mongodb://reels-nobody:{Secret}@{Servers.Host}:27017",
            ["Logging:LogLevel:Reels"] = "Debug",
        });
        await Until.TrueAsync(() => product.Lines("refuses", "MongoDB:").Length > 0, Limit);

        Assert.Single(product.Lines("refuses", "MongoDB:"));
        Assert.DoesNotContain(Secret, product.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MongoDB:ConnectionString", "mongodb://nobody:a-secret-of-this-test@host:port:27017")]
    [InlineData("Neo4j:Uri", "bolt://nobody:a-secret-of-this-test@host")]
    [InlineData("S3:Endpoint", "https://nobody:a-secret-of-this-test@host")]
    [InlineData("MongoDB:PasswordFile", "/no/such/file")]
    [InlineData("S3:SecretKeyFile", "/dev/null")]
    public async Task A_refused_setting_is_named_without_its_value(string name, string value)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        using var data = new DataFolder();
        await using var process = ReelsProcess.Start("Standalone",
            ["urls=http://127.0.0.1:0", "Management:Port=0", $"Data:Folder={data}", "Stores=Real", "S3:AccessKey=a",
                "S3:SecretKey=b", $"{name}={value}"]);

        Assert.Equal(1, await process.ExitCodeAsync());
        var line = Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
    }
}
