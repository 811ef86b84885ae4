using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Cluster.Accounts;

[Collection(nameof(ReelsCluster))]
public sealed class ExternalIdentityTests(ReelsCluster cluster)
{
    private readonly string _identity = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";

    private IExternalIdentityGrain Identity => cluster.Client.GetGrain<IExternalIdentityGrain>(_identity);

    private IExternalIdentityGrain IdentityElsewhere =>
        cluster.ClientElsewhere.GetGrain<IExternalIdentityGrain>(_identity);

    [Fact]
    public async Task Two_activations_make_one_person_and_both_know_them()
    {
        var made = await Task.WhenAll(Identity.MakeProfile(New()), IdentityElsewhere.MakeProfile(New()));

        Assert.Equal([MakeProfileStatus.Made, MakeProfileStatus.Exists], made.Select(result => result.Status).Order());
        var user = Assert.Single(made.Select(result => result.UserId).Distinct());
        Assert.Equal(user, await Identity.Find());
        Assert.Equal(user, await IdentityElsewhere.Find());
    }

    [Fact]
    public async Task An_erased_identity_is_unknown_immediately_and_can_be_made_again()
    {
        var first = await Identity.MakeProfile(New());
        await cluster.Stores.ExternalIdentities.EraseAsync(first.UserId!, CancellationToken.None);

        Assert.Null(await Identity.Find());
        var second = await Identity.MakeProfile(New());
        Assert.Equal(MakeProfileStatus.Made, second.Status);
        Assert.NotEqual(first.UserId, second.UserId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_profile_whose_answer_was_lost_is_never_made_twice(bool after)
    {
        var profile = New();
        cluster.Probe.Before = (name, _) => !after && name == "IExternalIdentityStore.RegisterAsync"
            ? throw new InvalidOperationException()
            : Task.CompletedTask;
        cluster.Probe.After = name => after && name == "IExternalIdentityStore.RegisterAsync"
            ? throw new InvalidOperationException()
            : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => Identity.MakeProfile(profile));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);

        var again = await Identity.MakeProfile(profile with { UserId = $"{Guid.NewGuid():N}" });
        Assert.Equal(after ? MakeProfileStatus.Exists : MakeProfileStatus.Made, again.Status);
        Assert.Equal(again.UserId, await IdentityElsewhere.Find());
    }

    [Fact]
    public async Task An_unknown_identity_keeps_no_activation()
    {
        Assert.Null(await Identity.Find());
        await Until.TrueAsync(() => !cluster.IsAwake(Identity));
    }

    private static NewProfile New() => new($"{Guid.NewGuid():N}", $"x{Guid.NewGuid():N}"[..25], null, null);
}
