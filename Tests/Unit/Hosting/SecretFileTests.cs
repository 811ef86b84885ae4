using System.ComponentModel.DataAnnotations;
using Reels.Api.Media.S3;
using Reels.Hosting;
using Reels.Silo.Stores.Settings;
using Xunit;

namespace Reels.Tests.Unit.Hosting;

/// <summary>All settings that name a file with a secret.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<string> Settings => [.. Options("").Keys];

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_missing_file_is_refused_by_the_name_of_its_setting(string setting)
    {
        File.Delete(_file);
        Assert.Contains(setting, RefusalOf(setting), StringComparison.Ordinal);
        Assert.DoesNotContain(_file, RefusalOf(setting), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_file_without_a_secret_is_refused(string setting)
    {
        Assert.Contains("empty", RefusalOf(setting), StringComparison.Ordinal);
        File.WriteAllText(_file, " \n\n");
        Assert.Contains("empty", RefusalOf(setting), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_file_of_several_lines_is_refused(string setting)
    {
        File.WriteAllText(_file, "one\ntwo\n");
        Assert.Contains("more than one line", RefusalOf(setting), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_only_line_of_a_file_wins_over_the_setting(string setting)
    {
        File.WriteAllText(_file, " from the file \r\n");
        var (options, read) = Options(_file)[setting];
        Assert.Empty(Refusals(options));
        Assert.Equal(" from the file ", read());
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Without_a_file_the_setting_counts(string setting)
    {
        var (options, read) = Options("")[setting];
        Assert.Empty(Refusals(options));
        Assert.Equal("other", read());
    }

    private static Dictionary<string, (object Options, Func<string?> Read)> Options(string file)
    {
        var redis = new RedisOptions { Password = "other", PasswordFile = file };
        var mongo = new MongoDbOptions { Password = "other", PasswordFile = file };
        var cassandra = new CassandraOptions { Password = "other", PasswordFile = file };
        var neo4j = new Neo4jOptions { Password = "other", PasswordFile = file };
        var s3 = new S3Options { AccessKey = "key", SecretKey = "other", SecretKeyFile = file };
        var membership = new MembershipOptions { RedisPassword = "other", RedisPasswordFile = file };
        return new()
        {
            ["Redis:PasswordFile"] = (redis, redis.ReadPassword),
            ["MongoDB:PasswordFile"] = (mongo, mongo.ReadPassword),
            ["Cassandra:PasswordFile"] = (cassandra, cassandra.ReadPassword),
            ["Neo4j:PasswordFile"] = (neo4j, neo4j.ReadPassword),
            ["S3:SecretKeyFile"] = (s3, s3.ReadSecretKey),
            ["Cluster:RedisPasswordFile"] = (membership, membership.ReadPassword),
        };
    }

    private static List<ValidationResult> Refusals(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }

    private string RefusalOf(string setting) =>
        Assert.Single(Refusals(Options(_file)[setting].Options)).ErrorMessage!;
}
