using Reels.Standalone.Demo.Texts;

namespace Reels.Standalone.Demo;

/// <summary>
/// A reel that is posted. <paramref name="Number"/> is its place among all and part of its idempotency key; people are
/// given by their place.
/// </summary>
internal sealed record DemoReel(int Number, int Author, DemoAsset Asset, DemoAsset? Cover, string Caption,
    string AltText)
{
    public required IReadOnlyList<int> LikedBy { get; init; }

    public required IReadOnlyList<DemoComment> Comments { get; init; }
}

/// <summary>
/// A comment with its replies, all by different people or with different texts, so that author and text tell them
/// apart.
/// </summary>
internal sealed record DemoComment(int Author, string Text, IReadOnlyList<DemoComment> Replies);

internal sealed record DemoStory(int Number, int Author, DemoAsset Asset, string Caption, string AltText);

/// <summary>
/// Who is there and what they do: a few are popular, people post about what they care for, and like and comment on what
/// they follow. Made from a fixed seed, so that every run means the same world and a run that was cut off can be
/// completed.
/// </summary>
internal sealed class DemoWorld
{
    public const int MaxPeople = 60;
    private const int FollowsOfAll = 800;
    private const int ReelsOfAll = 400;
    private const int StoriesOfAll = 45;
    private const int Seed = 20_260_501;

    private DemoWorld(int people)
    {
        People = [.. DemoPeople.All.Take(people)];
        var random = new Random(Seed);
        Follows = new DemoFollowing(random, people).Choose(Share(FollowsOfAll));
        var posting = new DemoPosting(random, People, Follows);
        // The last one is posted when all else is there: it tells later runs that nothing is missing.
        Reels = [.. posting.Reels(Share(ReelsOfAll) - 1)];
        Stories = posting.Stories(Share(StoriesOfAll));
        Closing = new(Reels.Count, 0, new("balloons-5.mp4"), new("balloons-1.jpg"),
            "Welcome aboard! Everyone is here now 🎈 #hello #reels", posting.AltTextOf("balloons"))
        {
            LikedBy = [],
            Comments = [],
        };

        int Share(int ofAll) => Math.Max(2, ofAll * people / MaxPeople);
    }

    /// <summary>The first is the one to sign in as.</summary>
    public IReadOnlyList<DemoPerson> People { get; }

    public IReadOnlyList<(int Follower, int Followee)> Follows { get; }

    /// <summary>All but <see cref="Closing"/>.</summary>
    public IReadOnlyList<DemoReel> Reels { get; }

    public IReadOnlyList<DemoStory> Stories { get; }

    /// <summary>The reel of the first person that is posted when all else is there.</summary>
    public DemoReel Closing { get; }

    /// <summary>The same for everyone and in the open: these accounts are for looking around.</summary>
    public static string Password => "demo-password";

    /// <param name="people">2 to <see cref="MaxPeople"/>; follows, reels and the rest are in proportion, as far as so
    /// few can follow each other.</param>
    public static DemoWorld Of(int people) => new(people);
}
