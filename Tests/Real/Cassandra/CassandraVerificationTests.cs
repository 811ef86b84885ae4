using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Reels;
using Reels.Silo.Stores.Cassandra.Verification;
using Reels.Silo.Stores.Projection.Verification;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Cassandra;

/// <summary>Reels and the lists of their authors, compared and repaired.</summary>
[Collection(CassandraFixture.Collection)]
public sealed class CassandraVerificationTests(CassandraFixture cassandra) : IClassFixture<CassandraFixture>
{
    private const string RemoveReel = "DELETE FROM reels WHERE reel_id = ?";
    private const string CountAgain = "UPDATE user_reels SET counted = true WHERE user_id = ? AND created_at = ?"
        + " AND reel_id = ?";

    private readonly StoredReel _reel = Some.Reel();

    private IReelStore Reels => cassandra.Ports.GetRequiredService<IReelStore>();

    private ReelVerifier ReelWalk => new ReelVerifier(cassandra.Session, _ => Task.CompletedTask);

    private ListVerifier ListWalk => new ListVerifier(cassandra.Session, _ => Task.CompletedTask);

    [Fact]
    public async Task A_counted_row_without_its_reel_counts_no_more()
    {
        await PostAsync(isDelivered: true);
        await cassandra.Session.WriteAsync(RemoveReel.With(_reel.Id), default);

        var finding = await FindAsync(ListWalk, repairs: true);

        Assert.Equal(FindingOutcome.Repaired, finding?.Outcome);
        Assert.Null(await FindAsync(ListWalk, repairs: false));
        Assert.Equal(0, (await Reels.CountByAuthorsAsync([_reel.AuthorId], default))[_reel.AuthorId]);
    }

    [Fact]
    public async Task A_deleted_reel_that_still_counts_is_found()
    {
        await PostAsync(isDelivered: true);
        await Reels.DeleteAsync(_reel.Id, _reel.AuthorId, Some.Now, Some.Now, default);
        await CloseAsync(OutboxKind.Delete);
        Assert.Null(await FindAsync(ReelWalk, repairs: false));
        await cassandra.Session.WriteAsync(
            CountAgain.With(_reel.AuthorId, _reel.CreatedAt, _reel.Id), default);

        Assert.Equal(FindingOutcome.Repaired, (await FindAsync(ReelWalk, repairs: true))?.Outcome);
        Assert.Null(await FindAsync(ReelWalk, repairs: false));
    }

    [Fact]
    public async Task A_reel_with_work_in_the_outbox_is_not_compared()
    {
        await PostAsync(isDelivered: false);
        await cassandra.Session.WriteAsync(
            AuthorQueries.Withdraw.With(_reel.AuthorId, _reel.CreatedAt, _reel.Id), default);

        Assert.Equal(FindingOutcome.Busy, (await FindAsync(ReelWalk, repairs: true))?.Outcome);
    }

    [Fact]
    public async Task A_walk_goes_on_after_a_place()
    {
        await PostAsync(isDelivered: true);
        var first = await ReelWalk.VerifyAsync("", repairs: false, default);

        Assert.True(first.Rows > 0);
        Assert.Equal(VerifiedPage.End, await ReelWalk.VerifyAsync(first.Place!, repairs: false, default));
    }

    private async Task PostAsync(bool isDelivered)
    {
        await Reels.PostAsync(_reel, Some.ADayBefore, Some.Now, default);
        if (isDelivered)
            await CloseAsync(OutboxKind.Post);
    }

    private async Task CloseAsync(OutboxKind kind) => await cassandra.Ports.GetRequiredService<IOutbox>().RemoveAsync(
        new(_reel.AuthorId, _reel.Id, kind, _reel.CreatedAt, ""), default);

    private async Task<Finding?> FindAsync(IVerification walk, bool repairs) =>
        (await walk.VerifyAsync("", repairs, default)).Findings
        .SingleOrDefault(finding => finding.Text.Contains(_reel.AuthorId, StringComparison.Ordinal));
}
