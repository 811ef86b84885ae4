using CsCheck;
using Xunit;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>
/// Checks random writes, deliveries and readings against the feed's definition and promise. A failure prints its seed:
/// set it as CsCheck_Seed to repeat the failure.
/// </summary>
public sealed class TimelineModelTests
{
    private const int Sequences = 20_000;

    internal static readonly Gen<Happening> Happenings =
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, ModelWorld.People - 1], Gen.Int[0, ModelWorld.People - 1],
            Gen.Int[0, 999], Gen.Int[0, 999].Array[0, 6])
            .Select((kind, one, other, number, meanwhile) => new Happening(kind, one, other, number, meanwhile));

    internal enum Kind
    {
        Post,
        PostMore,
        Delete,
        Follow,
        FollowMore,
        Unfollow,
        RecordOwnWrite,
        Backfill,
        Step,
        StepMore,
        StepOn,
        StopWorker,
        Sleep,
        Evict,
        ReadAll,
        ReadOn,
        ReadOnMore,
    }

    [Fact]
    public void Every_feed_is_as_defined_and_nothing_seen_ever_vanishes() =>
        Happenings.Array[1, 50]
            .Sample(Play, iter: Sequences,
                print: happenings => string.Join<Happening>(Environment.NewLine, happenings));

    internal static void Play(Happening[] happenings)
    {
        var world = new ModelWorld();
        foreach (var happening in happenings)
        {
            world.Queue(happening.Meanwhile);
            Play(world, happening);
        }
        world.Rest();
    }

    private static void Play(ModelWorld world, Happening happening)
    {
        var (kind, one, other, number, _) = happening;
        switch (kind)
        {
            case Kind.Post or Kind.PostMore:
                world.Post(one, ticks: number % 2, recorded: number % 4 != 0);
                break;
            case Kind.Delete:
                world.Delete(number);
                break;
            case Kind.Follow or Kind.FollowMore or Kind.Unfollow:
                world.Follow(one, other, on: kind != Kind.Unfollow, recorded: number % 4 != 0);
                break;
            case Kind.RecordOwnWrite:
                world.RecordOwnWrite(one, other);
                break;
            case Kind.Backfill:
                world.Backfill(one, other);
                break;
            case Kind.Step or Kind.StepMore or Kind.StepOn:
                world.Step(number);
                break;
            case Kind.StopWorker:
                world.StopWorker(number);
                break;
            case Kind.Sleep:
                world.Sleep(one, number);
                break;
            case Kind.Evict:
                world.Evict(number, one);
                break;
            case Kind.ReadAll:
                world.ReadAll(one, 1 + (number % 5));
                break;
            default:
                world.ReadOn(one, 1 + (number % 4));
                break;
        }
    }

    internal sealed record Happening(Kind Kind, int One, int Other, int Number, int[] Meanwhile)
    {
        public override string ToString() => $"{Kind}({One}, {Other}, {Number}, [{string.Join(", ", Meanwhile)}])";
    }
}
