using System.ComponentModel.DataAnnotations;
using Reels.Silo.Stores.Settings;
using Xunit;

namespace Reels.Tests.Unit.Stores;

public sealed class Neo4jOptionsTests
{
    [Theory]
    [InlineData("bolt://127.0.0.1:7687", true)]
    [InlineData("neo4j+s://graph.example:7687", true)]
    [InlineData("bolt+ssc://127.0.0.1:7687", false)]
    [InlineData("http://127.0.0.1:7474", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("bolt://neo4j:secret@127.0.0.1:7687", false)]
    public void An_address_has_a_scheme_of_the_protocol_and_no_user(string uri, bool isValid) =>
        Assert.Equal(isValid, IsValid(new() { Uri = uri }));

    [Theory]
    [InlineData(256, false)]
    [InlineData(288, true)]
    public void There_are_more_connections_than_concurrent_calls(int connections, bool isValid) =>
        Assert.Equal(isValid, IsValid(new() { Connections = connections }));

    private static bool IsValid(Neo4jOptions options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true);
}
