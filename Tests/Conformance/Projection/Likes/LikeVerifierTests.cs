using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Verification;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Counts of likes, compared and repaired.</summary>
public sealed class LikeVerifierTests : IAsyncLifetime
{
    private readonly Guid _reel = Some.Id();
    private readonly string[] _users = Some.Users(3);
    private LikeSides? _sides;
    private LikeSilo? _silo;

    private LikeSides Sides => _sides!;

    private LikeSilo Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        _sides = new(await EmbeddedLikeTruthEngine.OpenAsync(), await EmbeddedLikeProjectionEngine.OpenAsync());
        _silo = new LikeSilo(Sides);
        await Silo.Store.BeginAsync(_reel, Some.Now, default);
        foreach (var user in _users)
            Assert.True(await Silo.TrySetAsync(_reel, user, liked: true));
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Sides.DisposeAsync();
    }

    [Fact]
    public async Task A_tail_that_is_drained_in_time_is_no_finding()
    {
        var page = await VerifyAsync(repairs: false, async () =>
        {
            await Silo.StartAsync();
            await Sides.DrainedAsync();
        });

        Assert.Equal((1, 0), (page.Rows, page.Findings.Count));
    }

    [Fact]
    public async Task A_reel_whose_tail_stays_is_not_compared()
    {
        var finding = Assert.Single((await VerifyAsync(repairs: true, () => Task.CompletedTask)).Findings);

        Assert.Equal(FindingOutcome.Busy, finding.Outcome);
    }

    [Fact]
    public async Task A_wrong_count_of_the_truth_is_found_and_repaired()
    {
        await SettledAsync();
        var copy = (await Sides.Truth.ReadAsync([_reel], null, default))[_reel];
        Assert.True(await Sides.Truth.LoadAsync(_reel, copy.Epoch, copy.Epoch, 99, false, default));

        await AssertFoundAndRepairedAsync($"{_reel}: 99 is answered, the document says 3, and 3 rows are liked");
    }

    [Fact]
    public async Task A_wrong_count_of_the_projection_is_found_and_repaired()
    {
        await SettledAsync();
        var document = Assert.Single(await Sides.Projection.GetManyAsync([_reel], default));
        Assert.True(await Sides.Projection.TryPutAsync(document.Next() with { Count = 7 }, default));

        await AssertFoundAndRepairedAsync($"{_reel}: 3 is answered, the document says 7, and 3 rows are liked");
    }

    private async Task AssertFoundAndRepairedAsync(string text)
    {
        Assert.Equal(new(text, FindingOutcome.Differs),
            Assert.Single((await VerifyAsync(repairs: false, () => Task.CompletedTask)).Findings));

        Assert.Equal(new(text, FindingOutcome.Repaired),
            Assert.Single((await VerifyAsync(repairs: true, () => Sides.SettledAsync(Silo, _reel))).Findings));

        await Sides.AssertAgreeAsync(_reel, _users);
        Assert.True(await Silo.TrySetAsync(_reel, _users[0], liked: false));
        Assert.Equal(2, (await Silo.Store.CountsAsync([_reel], default))[_reel]);
    }

    private async Task SettledAsync()
    {
        await Silo.StartAsync();
        await Sides.SettledAsync(Silo, _reel);
    }

    private ValueTask<VerifiedPage> VerifyAsync(bool repairs, Func<Task> wait) =>
        new LikeVerifier(Sides.Truth, Sides.Projection, Silo.Store, _ => wait()).VerifyAsync("", repairs, default);
}
