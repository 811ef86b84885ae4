using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Reels.Hosting;
using Reels.Silo.Stores.Embedded.Engine;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class StartFailureTests
{
    [Fact]
    public void A_refused_data_folder_is_explained_by_its_message() =>
        Assert.Equal("In use.",
            StartFailure.Explain(new AggregateException(new EmbeddedDataRefusedException("In use."))));

    [Fact]
    public void A_port_in_use_names_the_settings_of_the_program()
    {
        var bind = new IOException("Port 80 is in use.", new AddressInUseException("In use."));

        Assert.Equal("Port 80 is in use. Stop the other program, or choose other ports (--urls).",
            StartFailure.Explain(bind, "--urls"));
    }

    [Fact]
    public void A_Redis_of_the_cluster_is_named_with_the_reason() =>
        Assert.Equal("The Redis of Cluster:Redis, which lists the silos, can't be used: The certificate is invalid.",
            StartFailure.Explain(new RedisException("No connection.",
                new AuthenticationException("The certificate is invalid."))));

    [Fact]
    public void An_unexpected_failure_is_not_explained() =>
        Assert.Null(StartFailure.Explain(new InvalidOperationException("Unexpected.")));
}
