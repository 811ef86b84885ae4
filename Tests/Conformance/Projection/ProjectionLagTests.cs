using Reels.Silo.Stores.Projection;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

public sealed class ProjectionLagTests
{
    [Fact]
    public void A_row_missed_during_a_look_keeps_the_lag()
    {
        using var lag = new ProjectionLag("rows");
        var missed = lag.Missed;
        Assert.False(lag.Miss());

        Assert.False(lag.CatchUp(missed));
        Assert.False(lag.IsCurrent);

        Assert.True(lag.CatchUp(lag.Missed));
        Assert.True(lag.IsCurrent);
        Assert.True(lag.Miss());
        Assert.False(lag.IsCurrent);
    }
}
