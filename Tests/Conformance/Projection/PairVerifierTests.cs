using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Projection.Verification;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

/// <summary>
/// Rows of a truth and its projection, compared and repaired. A subclass names the kind of rows. No catch-up runs
/// unless a test starts one.
/// </summary>
public abstract class PairVerifierTests : IAsyncLifetime
{
    private Sides? _sides;

    private protected Sides Sides => _sides!;

    public async ValueTask InitializeAsync() => _sides = await Sides.OpenAsync(await OpenProjectionAsync());

    public async ValueTask DisposeAsync()
    {
        if (_sides is not null)
            await _sides.DisposeAsync();
    }

    [Fact]
    public async Task Rows_that_agree_are_no_findings()
    {
        var (one, ended) = (await NewRowAsync(Sides), await NewRowAsync(Sides));
        await WriteAsync(one, 1);
        await WriteAsync(ended, 1);
        await WriteAsync(ended, 2);

        AssertAgree(2, await VerifyAsync(repairs: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_missing_row_is_found_and_repaired(long seq)
    {
        var row = await NewRowAsync(Sides);
        await WriteToTruthAsync(row, seq);

        await AssertFoundAndRepairedAsync(row);
    }

    [Fact]
    public async Task An_older_row_is_found_and_repaired()
    {
        var row = await NewRowAsync(Sides);
        await WriteAsync(row, 1);
        await WriteToTruthAsync(row, 2);

        await AssertFoundAndRepairedAsync(row);
    }

    [Fact]
    public async Task A_lag_that_ends_in_time_is_no_finding()
    {
        var row = await NewRowAsync(Sides);
        await WriteToTruthAsync(row, 1);
        await using var silo = new ProjectedSilo(Sides);

        var verified = await VerifyAsync(repairs: false, async () =>
        {
            await silo.StartAsync();
            await silo.SettledAsync();
        });

        AssertAgree(1, verified);
    }

    private protected abstract Task<IProjectedRow> NewRowAsync(Sides sides);

    private protected abstract IVerification Verifier(Func<CancellationToken, Task> wait);

    private protected virtual Task<IProjectionEngine> OpenProjectionAsync() => EmbeddedProjectionEngine.OpenAsync();

    private protected async Task WriteAsync(IProjectedRow row, long seq)
    {
        await using var silo = new ProjectedSilo(Sides);
        await row.WriteAsync(silo, seq);
    }

    private protected async Task<(int Rows, Finding[] Findings)> VerifyAsync(bool repairs, Func<Task>? wait = null)
    {
        var verifier = Verifier(_ => wait?.Invoke() ?? Task.CompletedTask);
        var (rows, findings) = (0, new List<Finding>());
        for (var place = ""; place is not null;)
        {
            var page = await verifier.VerifyAsync(place, repairs, default);
            (rows, place) = (rows + page.Rows, page.Place);
            findings.AddRange(page.Findings);
        }

        return (rows, [.. findings]);
    }

    private async Task WriteToTruthAsync(IProjectedRow row, long seq)
    {
        Sides.Projection.FailPuts();
        await WriteAsync(row, seq);
        Sides.Projection.Recover();
    }

    private async Task AssertFoundAndRepairedAsync(IProjectedRow row)
    {
        Assert.Equal(FindingOutcome.Differs, Assert.Single((await VerifyAsync(repairs: false)).Findings).Outcome);
        Assert.NotEqual(await row.ReadTruthAsync(), await row.ReadProjectionAsync());

        Assert.Equal(FindingOutcome.Repaired, Assert.Single((await VerifyAsync(repairs: true)).Findings).Outcome);
        Assert.Equal(await row.ReadTruthAsync(), await row.ReadProjectionAsync());
        AssertAgree(1, await VerifyAsync(repairs: false));
    }

    private static void AssertAgree(int rows, (int Rows, Finding[] Findings) verified)
    {
        Assert.Empty(verified.Findings);
        Assert.Equal(rows, verified.Rows);
    }
}

public class ProfileVerifierTests : PairVerifierTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => ProfileRowUnderTest.NewAsync(sides);

    private protected override IVerification Verifier(Func<CancellationToken, Task> wait) =>
        new PairVerifier<ProfileRow>("profiles", Sides.Profiles.Truth, Sides.Profiles.Projection, row => row.UserId,
            wait);
}

public class FollowVerifierTests : PairVerifierTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) =>
        FollowRow.NewAsync(sides, isPaged: false);

    private protected override IVerification Verifier(Func<CancellationToken, Task> wait) => new PairVerifier<Edge>(
        "follows", Sides.Follows.Truth, Sides.Follows.Projection, row => $"{row.Follower}:{row.Followee}", wait);
}

public class BlockVerifierTests : PairVerifierTests
{
    [Fact]
    public async Task A_newer_row_of_the_projection_is_found_and_stays()
    {
        var block = new Block(Some.User(), Some.User(), true, Some.Now, 1, BlockPending.None);
        await using var silo = new ProjectedSilo(Sides);
        await silo.Blocks.SetAsync(block, Some.Now, default);
        await Sides.Blocks.Projection.PutAsync([block with { Seq = 9, On = false }], default);

        var finding = Assert.Single((await VerifyAsync(repairs: true)).Findings);

        Assert.Equal(FindingOutcome.Differs, finding.Outcome);
        Assert.StartsWith($"{block.Blocker}:{block.Blocked}: the projection has seq 9", finding.Text,
            StringComparison.Ordinal);
    }

    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => BlockRow.NewAsync(sides);

    private protected override IVerification Verifier(Func<CancellationToken, Task> wait) => new PairVerifier<Block>(
        "blocks", Sides.Blocks.Truth, Sides.Blocks.Projection, row => $"{row.Blocker}:{row.Blocked}", wait);
}
