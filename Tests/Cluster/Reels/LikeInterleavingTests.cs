using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Xunit;

namespace Reels.Tests.Cluster.Reels;

[Collection(nameof(ReelsCluster))]
public sealed class LikeInterleavingTests(ReelsCluster cluster)
{
    private const int People = 12;
    private const int Writes = 25;

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Likes_stay_exact_through_two_activations_failures_and_retries(int seed)
    {
        var id = await cluster.Stores.ReelAsync(await cluster.Stores.PersonAsync());
        cluster.Probe.FailSome(seed, oneIn: 5, name => name == "ILikeStore.ApplyAsync");
        var last = await Task.WhenAll(
            Enumerable.Range(0, People)
                .Select(person => WriteAtRandomAsync(id, $"p{person}", new Random((seed * 1_000) + person))));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);

        foreach (var reel in new[] { cluster.Reel(id), cluster.ReelElsewhere(id) })
        {
            for (var person = 0; person < People; person++)
                Assert.Equal(new(last.Count(liked => liked), last[person]), await reel.GetLikes($"p{person}"));
        }
    }

    /// <summary>
    /// Like and unlike as one person, one after the other, each repeated until it is answered; whether the last one was
    /// a like.
    /// </summary>
    private async Task<bool> WriteAtRandomAsync(Guid id, string person, Random random)
    {
        var liked = false;
        for (var i = 0; i < Writes; i++)
        {
            liked = random.Next(2) == 0;
            var answer = await RepeatAsync(() => random.Next(2) == 0 ? cluster.Reel(id) : cluster.ReelElsewhere(id),
                person, liked);
            Assert.Equal(liked, answer.LikedByMe);
            Assert.InRange(answer.Likes, liked ? 1 : 0, People - (liked ? 0 : 1));
            if (random.Next(20) == 0)
                await cluster.PutToSleepAsync(id);
        }

        return liked;
    }

    private static async Task<LikeSummary> RepeatAsync(Func<IReelGrain> reel, string person, bool liked)
    {
        while (true)
        {
            try
            {
                return (await (liked ? reel().Like(person) : reel().Unlike(person)))!;
            }
            catch (Exception exception)
                when (exception is StoreUnavailableException or OrleansMessageRejectionException)
            {
                // A client repeats what a store or a grain that was deactivating did not answer.
            }
        }
    }
}
