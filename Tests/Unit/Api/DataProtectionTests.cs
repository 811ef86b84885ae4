using Microsoft.AspNetCore.Builder;
using Reels.Api;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class DataProtectionTests
{
    /// <summary>They would be written into the home folder, and a read-only container would warn of it.</summary>
    [Fact]
    public void An_API_node_makes_no_keys_that_it_does_not_use()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddReelsApi();

        Assert.DoesNotContain(builder.Services,
            service => service.ImplementationType?.Name == "DataProtectionHostedService");
    }
}
