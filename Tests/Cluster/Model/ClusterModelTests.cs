using CsCheck;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Model;

/// <summary>
/// Random writes, reads, restarts, losses and crashes on a whole cluster, checked against the definition of the feed,
/// with new people in every sequence.
/// </summary>
/// <remarks>
/// A failure prints its seed and the sequence. With the seed in CsCheck_Seed that sequence is played first; concurrent
/// work of the cluster may differ. <c>REELS_MODEL_SEQUENCES</c> sets how many are played.
/// </remarks>
[Collection(nameof(FeedCluster))]
public sealed class ClusterModelTests(FeedCluster cluster)
{
    private const int DefaultSequences = 200;

    /// <summary>Silos join and leave in one of this many sequences.</summary>
    private const int ChurnOneIn = 20;

    private static readonly Gen<Happening> Happenings =
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, ClusterWorld.People - 1], Gen.Int[0, ClusterWorld.People - 1],
            Gen.Int[0, 999])
            .Select((kind, one, other, number) => new Happening(kind, one, other, number));

    private static int Sequences =>
        int.TryParse(Environment.GetEnvironmentVariable("REELS_MODEL_SEQUENCES"), out var sequences) && sequences > 0
            ? sequences
            : DefaultSequences;

    private enum Kind
    {
        Post,
        PostMore,
        Delete,
        Follow,
        FollowMore,
        Unfollow,
        Block,
        Unblock,
        Like,
        Unlike,
        Crowd,
        Tick,
        SleepTimeline,
        MoveTimeline,
        SleepAuthor,
        SleepUser,
        LoseMessages,
        LoseAcknowledgements,
        Crash,
        Recover,
        ReadAll,
        ReadAllMore,
        ReadOn,
        ReadOnMore,
        Churn,
    }

    [Fact]
    public Task Every_feed_is_as_defined_and_nothing_seen_ever_vanishes() =>
        Gen.Select(Happenings.Array[1, 30], Gen.Int[1, ChurnOneIn]).SampleAsync(
            (happenings, luck) => PlayAsync(happenings, churns: luck == 1),
            iter: Sequences,
            threads: 1,
            print: sequence => string.Join<Happening>(Environment.NewLine, sequence.Item1));

    private async Task PlayAsync(Happening[] happenings, bool churns)
    {
        try
        {
            var world = await ClusterWorld.CreateAsync(cluster);
            foreach (var happening in happenings)
            {
                if (happening.Kind != Kind.Churn || churns)
                    await PlayAsync(world, happening);
            }
            await world.RestAsync();
        }
        finally
        {
            cluster.Heal();
        }
    }

    private static Task PlayAsync(ClusterWorld world, Happening happening)
    {
        var (kind, one, other, number) = happening;
        switch (kind)
        {
            case Kind.Post or Kind.PostMore:
                return world.PostAsync(one);
            case Kind.Delete:
                return world.DeleteAsync(number);
            case Kind.Follow or Kind.FollowMore or Kind.Unfollow:
                return world.FollowAsync(one, other, on: kind != Kind.Unfollow);
            case Kind.Block:
                return world.BlockAsync(one, other, cutOff: number % 2 == 0);
            case Kind.Unblock:
                return world.UnblockAsync(one, other);
            case Kind.Like or Kind.Unlike:
                return world.LikeAsync(one, number, liked: kind == Kind.Like);
            case Kind.Crowd:
                return world.CrowdAsync(one);
            case Kind.Tick:
                world.Tick(number);
                return Task.CompletedTask;
            case Kind.SleepTimeline or Kind.SleepAuthor or Kind.SleepUser:
                return world.SleepAsync(one, kind == Kind.SleepTimeline, kind == Kind.SleepAuthor);
            case Kind.MoveTimeline:
                return world.MoveAsync(one, number);
            case Kind.LoseMessages or Kind.LoseAcknowledgements:
                world.Lose(1 + (number % 3), messages: kind == Kind.LoseMessages);
                return Task.CompletedTask;
            case Kind.Crash:
                world.Crash(number % 8, calls: 1 + (number / 8 % 4), afterTheirEffect: number % 2 == 0);
                return Task.CompletedTask;
            case Kind.Recover:
                return world.RecoverAsync();
            case Kind.ReadAll or Kind.ReadAllMore:
                return world.ReadAllAsync(one, 1 + (number % 6));
            case Kind.ReadOn or Kind.ReadOnMore:
                return world.ReadOnAsync(one, 1 + (number % 4));
            default:
                return world.ChurnAsync(one, number);
        }
    }

    private sealed record Happening(Kind Kind, int One, int Other, int Number)
    {
        public override string ToString() => $"{Kind}({One}, {Other}, {Number})";
    }
}
