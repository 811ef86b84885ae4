using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// Random histories of likes through two silos, each of which loses and regains either side on its own, while states
/// expire. Each person writes through one silo, one write after the other.
/// </summary>
public class LikeHistoryTests : LikeSidesTests
{
    private const int Users = 8;
    private const int Steps = 25;

    protected virtual int Reels => 20;

    /// <summary>Late calls outlive it.</summary>
    protected virtual TimeSpan CallLimit => TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_sides_agree_and_have_every_answered_write(int seed)
    {
        LikeSilo[] silos = [await SiloAsync(), await SiloAsync()];
        var outages = silos.Select((silo, i) => new LikeOutages(silo, new Random(seed + (100 * i)), lateness: null));

        await PlayAsync(seed, silos, [.. outages], () => Sides.TruthEngine.ExpireAsync(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_that_takes_effect_late_wins_over_no_later_one(int seed)
    {
        LikeSilo[] silos = [await SiloAsync(CallLimit), await SiloAsync(CallLimit)];
        var outages = silos.Select((silo, i) => new LikeOutages(silo, new Random(seed + (100 * i)), 2 * CallLimit));

        // No state expires while a call that saw it is late.
        await PlayAsync(seed, silos, [.. outages], () => Sides.TruthEngine.ExpireAsync(4 * CallLimit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_emptied_truth_loses_no_answered_write(int seed)
    {
        LikeSilo[] silos = [await SiloAsync(), await SiloAsync()];
        var outages = silos.Select((silo, i) => new LikeOutages(silo, new Random(seed + (100 * i)), lateness: null));

        await PlayAsync(seed, silos, [.. outages], Sides.TruthEngine.LoseAsync);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_truth_that_is_older_again_loses_no_answered_write(int seed)
    {
        LikeSilo[] silos = [await SiloAsync(), await SiloAsync()];
        var outages = silos.Select((silo, i) => new LikeOutages(silo, new Random(seed + (100 * i)), lateness: null));
        var goBackAsync = await Sides.TruthEngine.KeepAsync();

        await PlayAsync(seed, silos, [.. outages], async () =>
        {
            await goBackAsync();
            goBackAsync = await Sides.TruthEngine.KeepAsync();
        });
    }

    private async Task PlayAsync(int seed, LikeSilo[] silos, LikeOutages[] outages, Func<Task> forget)
    {
        var (random, reels, users) = (new Random(seed), Some.Ids(Reels), Some.Users(Users));
        var people = reels.SelectMany(reel => users.Select((user, i) => (Reel: reel, User: user, Silo: silos[i % 2])))
            .Select(person => (person.Reel, person.User, person.Silo, Random: new Random(random.Next())))
            .ToArray();
        await Task.WhenAll(reels.Select((reel, i) => BeginAsync(silos[i % 2], reel)));
        var writing = Task.WhenAll(people.Select(person => Task.Run(
            () => WriteAsync(person.Silo, person.Reel, person.User, person.Random))));
        while (!writing.IsCompleted)
        {
            await forget();
            await Task.WhenAny(writing, Task.Delay(50));
        }

        await Task.WhenAll(outages.Select(one => one.EndAsync()));
        await Sides.SettledAsync(silos[0], reels);
        var possible = await writing;
        foreach (var reel in reels)
        {
            var likers = await Sides.AssertAgreeAsync(reel, users);
            foreach (var silo in silos)
                Assert.Equal(likers.Length, await silo.CountAsync(reel));
            foreach (var ((_, user, _, _), states) in people.Zip(possible).Where(pair => pair.First.Reel == reel))
                Assert.Contains(likers.Contains(user), states);
        }
    }

    private static async Task BeginAsync(LikeSilo silo, Guid reel)
    {
        try
        {
            await silo.Store.BeginAsync(reel, Some.Now, default);
        }
        catch (StoreUnavailableException)
        {
            // The first write loads the reel.
        }
    }

    /// <summary>
    /// One person's writes. Returns the states that they may end in: that of the last answered write, or of a later
    /// one whose outcome is unknown.
    /// </summary>
    private static async Task<HashSet<bool>> WriteAsync(LikeSilo silo, Guid reel, string user, Random random)
    {
        HashSet<bool> possible = [false];
        for (var step = 0; step < Steps; step++)
        {
            var liked = random.Next(2) == 0;
            if (await silo.TrySetAsync(reel, user, liked, Some.Now.AddSeconds(step)))
                possible.Clear();
            possible.Add(liked);
        }

        return possible;
    }
}
