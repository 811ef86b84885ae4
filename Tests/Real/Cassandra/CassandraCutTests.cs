using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Cassandra;

/// <summary>Posts and deletes that end between two of their commands, and the recovery that follows.</summary>
[Collection(CassandraFixture.Collection)]
public sealed class CassandraCutTests(CassandraFixture cassandra) : IClassFixture<CassandraFixture>
{
    /// <summary>The conditional insert of the reel is the fourth command of a post without a cover.</summary>
    private const int Commit = 3;

    private static readonly DateTimeOffset Lapsed = Some.Now.AddMinutes(1);

    private IReelStore Reels => cassandra.Ports.GetRequiredService<IReelStore>();

    private IOutbox Outbox => cassandra.Ports.GetRequiredService<IOutbox>();

    private IMediaReferences References =>
        cassandra.Ports.GetRequiredKeyedService<IMediaReferences>(MediaKind.Reel);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_post_cut_off_anywhere_is_completed_or_taken_back(bool afterItsEffect)
    {
        var (made, never) = (0, 0);
        for (var command = 0; ; command++)
        {
            var reel = Some.Reel();
            if (!await cassandra.Probe.CutAsync(command, afterItsEffect, () => PostAsync(reel)))
                break;
            await RecoverAsync(reel.AuthorId);
            if (await Reels.GetAsync(reel.Id, default) is null)
            {
                never++;
                await AssertNothingAsync(reel);
                Assert.Equal(PostOutcome.Posted, await PostAsync(reel));
                await RecoverAsync(reel.AuthorId);
            }
            else
            {
                made++;
            }

            await AssertWholeAsync(reel);
        }

        Assert.True(made > 0 && never > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delete_cut_off_anywhere_is_completed_or_taken_back(bool afterItsEffect)
    {
        var (made, never) = (0, 0);
        for (var command = 0; ; command++)
        {
            var reel = Some.Reel();
            await PostAsync(reel);
            await RecoverAsync(reel.AuthorId);
            if (!await cassandra.Probe.CutAsync(command, afterItsEffect, () => DeleteAsync(reel)))
                break;
            await RecoverAsync(reel.AuthorId);
            if ((await Reels.GetAsync(reel.Id, default))!.DeletedAt is null)
            {
                never++;
                await AssertWholeAsync(reel);
                Assert.Equal(DeleteStatus.Deleted, await DeleteAsync(reel));
                await RecoverAsync(reel.AuthorId);
            }
            else
            {
                made++;
            }

            Assert.Equal(0, await CountAsync(reel));
            Assert.Equal([reel.Media.Key], await References.FindUnreferencedAsync([reel.Media.Key], default));
        }

        Assert.True(made > 0 && never > 0);
    }

    [Fact]
    public async Task A_post_that_was_taken_back_cannot_be_made_late()
    {
        var reel = Some.Reel();

        await cassandra.Probe.HoldAsync(
            Commit,
            async () => Assert.Equal(StoreFailure.Contended,
                (await Assert.ThrowsAsync<StoreUnavailableException>(() => PostAsync(reel))).Failure),
            () => RecoverAsync(reel.AuthorId));

        await AssertNothingAsync(reel);
        Assert.Equal(PostOutcome.Posted, await PostAsync(reel with { CreatedAt = Some.Now.AddSeconds(1) }));
    }

    [Fact]
    public async Task A_delete_that_was_taken_back_adds_a_new_entry()
    {
        var reel = Some.Reel();
        await PostAsync(reel);
        await RecoverAsync(reel.AuthorId);

        // The mark on the reel is the third command of a delete.
        await cassandra.Probe.HoldAsync(2, () => DeleteAsync(reel), () => RecoverAsync(reel.AuthorId));

        Assert.NotNull((await Reels.GetAsync(reel.Id, default))!.DeletedAt);
        Assert.Equal(OutboxKind.Delete, Assert.Single(await Outbox.ListAsync(reel.AuthorId, default)).Kind);
    }

    [Fact]
    public async Task An_entry_within_its_lease_is_left_to_its_writer()
    {
        var reel = Some.Reel();
        await cassandra.Probe.CutAsync(Commit, afterItsEffect: false, () => PostAsync(reel));
        var entry = Assert.Single(await Outbox.ListAsync(reel.AuthorId, default));
        await Outbox.ExtendLeaseAsync(reel.AuthorId, Some.Now.AddHours(1), default);

        Assert.False((await Reels.SettleAsync(entry, Some.Now, default)).IsMade);
        Assert.Equal([entry], await Outbox.ListAsync(reel.AuthorId, default));

        Assert.False((await Reels.SettleAsync(entry, Lapsed, default)).IsMade);
        Assert.Empty(await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task Posts_of_several_processes_are_each_counted_once()
    {
        var author = Some.User();
        var reels = Enumerable.Range(0, 20).Select(i => Some.Reel(author, Some.Now.AddMilliseconds(i))).ToArray();
        await using var other = new CassandraFixture(cassandra.Keyspace);
        await other.InitializeAsync();
        IReelStore[] stores = [Reels, other.Ports.GetRequiredService<IReelStore>()];

        foreach (var pair in reels.Chunk(4))
        {
            await Task.WhenAll(pair.SelectMany(
                reel => stores.Select(store => store.PostAsync(reel, Some.ADayBefore, Some.Now, default).AsTask())));
        }

        Assert.Equal(20, await CountAsync(reels[0]));
        Assert.Equal(reels.Select(reel => reel.Position).OrderDescending(),
            await Reels.ListByAuthorAsync(author, null, 100, default));
    }

    private async Task<PostOutcome> PostAsync(StoredReel reel) =>
        (await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default)).Outcome;

    private async Task<DeleteStatus> DeleteAsync(StoredReel reel) =>
        (await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.Now, Some.Now, default)).Status;

    /// <summary>As a fan-out worker does after the lease.</summary>
    private async Task RecoverAsync(string author)
    {
        foreach (var entry in await Outbox.ListAsync(author, default))
        {
            if ((await Reels.SettleAsync(entry, Lapsed, default)).IsMade)
                await Outbox.RemoveAsync(entry, default);
        }

        Assert.Empty(await Outbox.ListAsync(author, default));
    }

    private async Task AssertNothingAsync(StoredReel reel)
    {
        Assert.Null(await Reels.GetAsync(reel.Id, default));
        Assert.Empty(await Reels.ListAllAsync(reel.AuthorId, null, 10, default));
        Assert.Equal(0, await CountAsync(reel));
        Assert.Equal([reel.Media.Key], await References.FindUnreferencedAsync([reel.Media.Key], default));
    }

    private async Task AssertWholeAsync(StoredReel reel)
    {
        Assert.Equal(reel, await Reels.GetAsync(reel.Id, default));
        Assert.Equal([reel.Position], await Reels.ListAllAsync(reel.AuthorId, null, 10, default));
        Assert.Equal(1, await CountAsync(reel));
        Assert.Equal(reel.CreatedAt, await Reels.LastCreatedAtAsync(reel.AuthorId, default));
        Assert.Empty(await References.FindUnreferencedAsync([reel.Media.Key], default));
    }

    private async Task<long> CountAsync(StoredReel reel) =>
        (await Reels.CountByAuthorsAsync([reel.AuthorId], default))[reel.AuthorId];
}
