using Reels.Standalone.Demo.Texts;

namespace Reels.Standalone.Demo;

/// <summary>Chooses the reels and stories of each person, and the likes, comments and replies below them.</summary>
internal sealed class DemoPosting
{
    private const double OwnTheme = 0.8;
    private const int MaxComments = 3;
    private readonly Random _random;
    private readonly IReadOnlyList<DemoPerson> _people;
    private readonly int[][] _followers;
    private readonly double[] _activity;
    private readonly Dictionary<string, DemoTheme> _themes = DemoThemes.All.ToDictionary(theme => theme.Name);
    private readonly Dictionary<DemoAsset, int> _uses = DemoAsset.All.ToDictionary(asset => asset, _ => 0);
    private readonly HashSet<(int Author, string Caption)> _captions = [];

    public DemoPosting(Random random, IReadOnlyList<DemoPerson> people,
        IReadOnlyList<(int Follower, int Followee)> follows)
    {
        (_random, _people) = (random, people);
        _followers = [
            .. people.Select(
                (_, person) => follows.Where(follow => follow.Followee == person).Select(follow => follow.Follower)
                    .ToArray())];
        _activity = [.. people.Select((_, person) => 1 + (_followers[person].Length * 0.12) + random.NextDouble())];
    }

    public string AltTextOf(string theme) => _themes[theme].AltText;

    public IEnumerable<DemoReel> Reels(int count)
    {
        for (var number = 0; number < count; number++)
        {
            // Each person posts one reel before anyone posts a second.
            var author = number < _people.Count ? number : _random.WeightedIndex(_activity);
            var asset = AssetFor(author);
            yield return new(number, author, asset, CoverOf(asset), CaptionOf(author, asset), AltTextOf(asset.Theme))
            {
                LikedBy = LikersOf(author),
                Comments = CommentsFor(author),
            };
        }
    }

    public IReadOnlyList<DemoStory> Stories(int count) =>
    [
        .. (from number in Enumerable.Range(0, count)
            let author = _random.WeightedIndex(_activity)
            let asset = AssetFor(author)
            select new DemoStory(number, author, asset, _random.OneOf(DemoTalk.Stories), AltTextOf(asset.Theme)))
            .DistinctBy(story => (story.Author, story.Caption)),
    ];

    /// <summary>
    /// Chooses among the least used assets of the author's themes, so that a feed seldom shows a picture twice.
    /// </summary>
    private DemoAsset AssetFor(int author)
    {
        var themes = _people[author].Themes.Split(' ');
        var choice = _random.NextDouble() < OwnTheme ? DemoAsset.All.Where(asset => themes.Contains(asset.Theme))
            : DemoAsset.All;
        var least = choice.GroupBy(asset => _uses[asset]).MinBy(used => used.Key)!;
        var chosen = _random.OneOf(least.ToArray());
        _uses[chosen]++;
        return chosen;
    }

    private static DemoAsset? CoverOf(DemoAsset asset) =>
        asset.IsVideo ? DemoAsset.All.First(still => still.Theme == asset.Theme && !still.IsVideo) : null;

    /// <summary>Chooses a caption that is new for the author: a later run finds the reel by it.</summary>
    private string CaptionOf(int author, DemoAsset asset)
    {
        var theme = _themes[asset.Theme];
        var single = Unused(theme.Captions);
        // An author who has used all captions combines two.
        var caption = _random.OneOf(
            single.Length > 0 ? single
                : Unused(theme.Captions.SelectMany(_ => theme.Captions, (first, second) => $"{first} {second}")));
        _captions.Add((author, caption));
        return _random.NextDouble() < 0.7 ? $"{caption} {theme.Hashtags}" : caption;

        string[] Unused(IEnumerable<string> texts) => [.. texts.Where(text => !_captions.Contains((author, text)))];
    }

    private int[] LikersOf(int author)
    {
        var appeal = 0.1 + (_random.NextDouble() * 0.5);
        return [.. Enumerable.Range(0, _people.Count)
            .Where(person => person != author && _random.NextDouble() < Chance(person))];

        double Chance(int person) => _followers[author].Contains(person) ? appeal : 0.01;
    }

    private DemoComment[] CommentsFor(int author)
    {
        var audience = _followers[author];
        if (audience.Length == 0)
            return [];
        var texts = DemoTalk.Comments.ToArray();
        _random.Shuffle(texts);
        return [.. texts.Take(_random.Next(MaxComments))
            .Select(text => new DemoComment(_random.OneOf(audience), text, RepliesOf(author, audience)))];
    }

    private DemoComment[] RepliesOf(int author, int[] audience)
    {
        var texts = DemoTalk.Replies.ToArray();
        _random.Shuffle(texts);
        return _random.NextDouble() switch
        {
            < 0.65 => [],
            < 0.92 => [new(author, texts[0], [])],
            _ => [new(author, texts[0], []), new(_random.OneOf(audience), texts[1], [])],
        };
    }
}
