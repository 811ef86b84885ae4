using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class LikeStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected ILikeStore Store => Port<ILikeStore>();

    [Fact]
    public async Task The_count_is_the_number_of_people_who_like_the_reel()
    {
        var (reel, ada, bob) = (Some.Id(), Some.User(), Some.User());

        Assert.Equal(2, await Store.ApplyAsync(reel, [Like(ada), Like(bob)], default));
        Assert.Equal(2, await Store.ApplyAsync(reel, [Like(ada), Like(ada)], default));
        Assert.Equal(1, await Store.ApplyAsync(reel, [Unlike(ada)], default));
        Assert.Equal(1, await Store.ApplyAsync(reel, [Unlike(ada), Unlike(Some.User())], default));

        Assert.Equal(1, (await Store.CountsAsync([reel], default))[reel]);
        Assert.Empty(await Store.WhichLikedAsync(ada, [reel], default));
        Assert.Equal([reel], await Store.WhichLikedAsync(bob, [reel], default));
    }

    [Fact]
    public async Task Beginning_a_reel_changes_no_like_however_late_or_often()
    {
        var (reel, ada, bob) = (Some.Id(), Some.User(), Some.User());
        await Store.BeginAsync(reel, Some.Now, default);
        Assert.Equal(0, (await Store.CountsAsync([reel], default))[reel]);
        Assert.Equal(1, await Store.ApplyAsync(reel, [Like(ada)], default));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.BeginAsync(reel, Some.Now, default).AsTask()));
        Assert.Equal(1, (await Store.CountsAsync([reel], default))[reel]);
        Assert.Equal([reel], await Store.WhichLikedAsync(ada, [reel], default));
        Assert.Equal(2, await Store.ApplyAsync(reel, [Like(bob), Like(ada)], default));
    }

    [Fact]
    public async Task Changes_of_one_batch_apply_in_their_order()
    {
        var (reel, ada, bob) = (Some.Id(), Some.User(), Some.User());

        Assert.Equal(1,
            await Store.ApplyAsync(reel, [Like(ada), Unlike(ada), Like(ada), Like(bob), Unlike(bob)], default));
        Assert.Equal(0, await Store.ApplyAsync(reel, [Like(bob), Unlike(ada), Unlike(bob)], default));
    }

    [Fact]
    public async Task Counts_and_states_cover_only_the_asked_reels()
    {
        var (liked, other, user) = (Some.Id(), Some.Id(), Some.User());
        await Store.ApplyAsync(liked, [Like(user)], default);

        var counts = await Store.CountsAsync([liked, other, liked], default);

        Assert.Equal(2, counts.Count);
        Assert.Equal(1, counts[liked]);
        Assert.Equal(0, counts[other]);
        Assert.Equal([liked], await Store.WhichLikedAsync(user, [liked, other, liked], default));
        Assert.Empty(await Store.CountsAsync([], default));
        Assert.Empty(await Store.WhichLikedAsync(user, [], default));
    }

    [Fact]
    public async Task Repeated_and_concurrent_batches_never_miscount()
    {
        var reel = Some.Id();
        var users = Some.Users(50);

        // The last batch of every other person is a like. Batches of different people run concurrently.
        await Paging.AllAsync(Engine, users.Index(), async person =>
        {
            var (i, user) = person;
            for (var round = 0; round < 10; round++)
                await Store.ApplyAsync(reel, [(round + i) % 2 == 0 ? Unlike(user) : Like(user)], default);
        });

        Assert.Equal(25, (await Store.CountsAsync([reel], default))[reel]);
        var likers = 0;
        foreach (var user in users)
            likers += (await Store.WhichLikedAsync(user, [reel], default)).Count;
        Assert.Equal(25, likers);
        Assert.Equal(25, await Store.ApplyAsync(reel, [Unlike(Some.User())], default));
    }

    [Fact]
    public async Task Thousands_of_likes_are_counted_and_purged_in_bounded_steps()
    {
        var reel = Some.Id();
        var users = Some.Users(Engine.Many);
        foreach (var chunk in users.Chunk(500))
            await Store.ApplyAsync(reel, [.. chunk.Select(Like)], default);

        Assert.Equal(Engine.Many, (await Store.CountsAsync([reel], default))[reel]);
        Assert.Equal(Engine.Many, await Paging.StepsAsync(150, limit => Store.PurgeAsync(reel, limit, default)));
        Assert.Equal(0, (await Store.CountsAsync([reel], default))[reel]);
        Assert.Empty(await Store.WhichLikedAsync(users[0], [reel], default));
    }

    [Fact]
    public async Task Likers_are_listed_newest_first_once_each_for_any_page_size()
    {
        var reel = Some.Id();
        var likes = Some.Users(40).Select((user, i) => new LikeChange(user, true, Some.Now.AddMilliseconds(i / 4)))
            .ToArray();
        await Store.ApplyAsync(reel, likes, default);
        await Store.ApplyAsync(reel, [new(likes[0].UserId, true, Some.Now.AddDays(1)), Unlike(likes[1].UserId)],
            default);
        await Store.ApplyAsync(Some.Id(), [Like(likes[1].UserId)], default);
        var newestFirst = likes.Where((_, i) => i != 1).Select(like => new PersonPosition(like.At, like.UserId))
            .OrderByDescending(place => place.At).ThenByDescending(place => place.UserId, StringComparer.Ordinal);

        foreach (var limit in new[] { 1, 3, 100 })
        {
            Assert.Equal(newestFirst,
                await Paging.WalkAsync<PersonPosition, PersonPosition>(limit, before => ListAsync(reel, before, limit),
                    place => place));
        }
    }

    [Fact]
    public async Task A_new_like_after_an_unlike_is_listed_at_its_own_time()
    {
        var (reel, ada, bob) = (Some.Id(), Some.User(), Some.User());
        await Store.ApplyAsync(reel,
            [Like(ada), new(bob, true, Some.Now.AddSeconds(1)), Unlike(ada), new(ada, true, Some.Now.AddSeconds(2))],
            default);

        Assert.Equal([new(Some.Now.AddSeconds(2), ada), new(Some.Now.AddSeconds(1), bob)],
            await ListAsync(reel, null, 10));
        Assert.Empty(await ListAsync(Some.Id(), null, 10));
    }

    [Fact]
    public async Task Ids_of_people_that_look_like_paths_are_ids()
    {
        var reel = Some.Id();
        var users = Some.OddIds();

        Assert.Equal(users.Length, await Store.ApplyAsync(reel, [.. users.Select(Like)], default));
        foreach (var user in users)
            Assert.Equal([reel], await Store.WhichLikedAsync(user, [reel], default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var reel = Some.Id();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ApplyAsync(reel, [Like(Some.User())], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.CountsAsync([reel], Some.Cancelled));

        Assert.Equal(0, (await Store.CountsAsync([reel], default))[reel]);
        var user = Some.User();
        await Store.ApplyAsync(reel, [Like(user)], default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(user, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.PurgeAsync(reel, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.BeginAsync(reel, Some.Now, Some.Cancelled));
        Assert.Equal(1, (await Store.CountsAsync([reel], default))[reel]);
    }

    [Fact]
    public async Task A_cancelled_like_does_not_land_after_a_later_unlike()
    {
        var (reel, ada) = (Some.Id(), Some.User());
        for (var round = 0; round < 200; round++)
        {
            using var givingUp = new CancellationTokenSource();
            var givenUp = Store.ApplyAsync(reel, [Like(ada)], givingUp.Token).AsTask();
            await givingUp.CancelAsync();

            Assert.Equal(0, await Store.ApplyAsync(reel, [Unlike(ada)], default));
            await Task.WhenAny(givenUp);
            Assert.Empty(await Store.WhichLikedAsync(ada, [reel], default));
        }
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (liked, purged, erased, user, other) = (Some.Id(), Some.Id(), Some.Id(), Some.User(), Some.User());
        await Store.ApplyAsync(purged, [Like(Some.User())], default);
        await Store.ApplyAsync(erased, [Like(user)], default);
        async Task<object?[]> SeeAsync(Guid reel, string person) =>
            [await Store.CountsAsync([reel], default), await Store.WhichLikedAsync(person, [reel], default),
                await ListAsync(reel, null, 10)];
        return
        [
            new("like", () => Store.ApplyAsync(liked, [Like(user), Like(other)], default).AsTask(),
                () => SeeAsync(liked, user)),
            new("purge", () => Store.PurgeAsync(purged, 10, default).AsTask(), () => SeeAsync(purged, user)),
            new("erase", () => Store.EraseAsync(user, 10, default).AsTask(), () => SeeAsync(erased, user)),
        ];
    }

    private static LikeChange Like(string user) => new(user, true, Some.Now);

    private static LikeChange Unlike(string user) => new(user, false, Some.Now);

    private async ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reel, PersonPosition? before, int limit)
    {
        await Engine.SettledAsync();
        return await Store.ListAsync(reel, before, limit, default);
    }
}
