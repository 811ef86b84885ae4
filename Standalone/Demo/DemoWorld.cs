using Reels.Standalone.Demo.Texts;

namespace Reels.Standalone.Demo;

/// <summary>
/// A reel to post. <paramref name="Number"/> is its index among all reels and part of its idempotency key; people are
/// given by their index.
/// </summary>
internal sealed record DemoReel(int Number, int Author, DemoAsset Asset, DemoAsset? Cover, string Caption,
    string AltText)
{
    public required IReadOnlyList<int> LikedBy { get; init; }

    public required IReadOnlyList<DemoComment> Comments { get; init; }
}

/// <summary>
/// A comment with its replies. No two have the same author and the same text, so both together identify a comment.
/// </summary>
internal sealed record DemoComment(int Author, string Text, IReadOnlyList<DemoComment> Replies);

internal sealed record DemoStory(int Number, int Author, DemoAsset Asset, string Caption, string AltText);

/// <summary>
/// The content of the demo: people, follows, reels, likes, comments and stories. A few people are popular, each posts
/// about their themes, and their followers like and comment. Generated from a fixed seed: every run creates the same
/// world, so a later run can complete one that was cut off.
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
        // The closing reel is posted last: it shows later runs that nothing is missing.
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

    /// <summary>The reel that the first person posts after all other content.</summary>
    public DemoReel Closing { get; }

    /// <summary>The password of all people. It is public: these accounts are for trying the product.</summary>
    public static string Password => "demo-password";

    /// <param name="people">2 to <see cref="MaxPeople"/>; all other content is in proportion, follows at most half of
    /// the possible ones.</param>
    public static DemoWorld Of(int people) => new(people);
}
