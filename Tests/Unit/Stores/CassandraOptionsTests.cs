using System.ComponentModel.DataAnnotations;
using Reels.Silo.Stores.Settings;
using Xunit;

namespace Reels.Tests.Unit.Stores;

public sealed class CassandraOptionsTests
{
    [Theory]
    [InlineData("instagram", true)]
    [InlineData("a_1", true)]
    [InlineData("1a", false)]
    [InlineData("Instagram", false)]
    [InlineData("a; DROP KEYSPACE b", false)]
    [InlineData("a123456789b123456789c123456789d123456789e12345678", false)]
    public void A_keyspace_is_a_plain_name(string keyspace, bool isValid) =>
        Assert.Equal(isValid, IsValid(new() { Keyspace = keyspace }));

    private static bool IsValid(CassandraOptions options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true);
}
