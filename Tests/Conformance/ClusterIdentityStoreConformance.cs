using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ClusterIdentityStoreConformance(IStoreEngine engine) : PortSuite(engine)
{
    private IClusterIdentityStore Store => Port<IClusterIdentityStore>();

    [Fact]
    public async Task The_first_claim_wins_and_survives_a_restart()
    {
        var claims = Enum.GetValues<ClusterClaim>();
        var kept = new Dictionary<ClusterClaim, string>();
        foreach (var claim in claims)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => Store.ClaimAsync(claim, $"{claim}{i}", default).AsTask()));
            kept[claim] = Assert.Single(answers.Distinct());
        }

        Assert.Equal(claims.Length, kept.Values.Distinct().Count());
        await Engine.ReopenAsync();

        foreach (var claim in claims)
            Assert.Equal(kept[claim], await Store.ClaimAsync(claim, "later", default));
    }

    [Fact]
    public async Task A_claim_cancelled_before_it_begins_does_nothing() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ClaimAsync(ClusterClaim.Media, "never", Some.Cancelled));
}
