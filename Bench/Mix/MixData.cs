using System.Globalization;

namespace Reels.Bench.Mix;

/// <summary>
/// The same data for each server: people who follow each other in a ring, their reels, likes and comments. Keys, names
/// and texts are as long as those of real pages.
/// </summary>
/// <param name="following">How many people each person follows: 1 to 500.</param>
internal sealed class MixData(int following)
{
    public const int People = 1_000;
    public const int Reels = 10_000;
    public const int Likes = 20_000;
    public const int Comments = 10_000;

    /// <summary>People who post have at least so many followers.</summary>
    public const int Followers = 140;

    /// <summary>The first people post.</summary>
    public const int Posters = 64;

    /// <summary>The newest reels have comments: two threads each, and half of them a reply.</summary>
    public const int Commented = 4_000;

    /// <summary>Followees of a person are this far apart in the ring.</summary>
    private const int Step = 7;

    public static string PersonId(int person) => string.Create(CultureInfo.InvariantCulture, $"{person:x4}{5:x28}");

    public static string Username(int person) => string.Create(CultureInfo.InvariantCulture, $"person_{person:d4}");

    public static string Fullname(int person) => $"{Username(person)} of the Benchmark";

    public static string AvatarKey(int person) => Key("avatars", person);

    public static int AuthorOf(int reel) => reel % People;

    public static Guid ReelId(int reel) => new(reel, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0);

    public static string MediaKey(int reel) => Key("reels", reel);

    public static string Caption(int reel) => string.Create(CultureInfo.InvariantCulture,
        $"Reel number {reel}: a morning by the sea, with more wind than we had hoped for, and all the better for it");

    public static Guid CommentId(int comment) => new(comment, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0);

    public static int CommentedReel(int comment) => Reels - Commented + (comment % Commented);

    /// <summary>The comment that this one replies to; null for a thread of its own.</summary>
    public static int? ParentOf(int comment) => comment < 2 * Commented ? null : comment % Commented;

    public static int CommenterOf(int comment) => comment * 13 % People;

    public static string CommentText(int comment) => string.Create(CultureInfo.InvariantCulture,
        $"Comment {comment}: what a view, I wish I could have been there with you");

    public static IEnumerable<(int Person, int Reel)> AllLikes() =>
        Enumerable.Range(0, Likes).Select(like => (like * 31 % People, ((like * 17) + (like / People)) % Reels));

    public IEnumerable<(int Follower, int Followee)> AllFollows()
    {
        var edges = (from person in Enumerable.Range(0, People)
                     from place in Enumerable.Range(0, following)
                     select (person, (person + 1 + (place * Step)) % People)).ToList();
        return edges.Concat(Enumerable.Range(0, Posters).SelectMany(poster => MoreFans(edges, poster)));
    }

    /// <summary>Those that a poster lacks: the next in the ring, from a place of the poster's own.</summary>
    private static IEnumerable<(int Follower, int Followee)> MoreFans(List<(int Person, int Followee)> edges,
        int poster)
    {
        var fans = edges.Where(edge => edge.Followee == poster).Select(edge => edge.Person).ToHashSet();
        return Enumerable.Range(1, People - 1).Select(place => (poster + (place * 11)) % People)
            .Where(person => person != poster && !fans.Contains(person))
            .Take(Math.Max(0, Followers - fans.Count)).Select(person => (person, poster));
    }

    /// <summary>As long as the keys of uploads.</summary>
    private static string Key(string folder, int number) => string.Create(CultureInfo.InvariantCulture,
        $"{folder}/{number:x12}{new string('k', 84)}.jpg");
}
