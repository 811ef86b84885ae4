using System.Globalization;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// The count of a reel's comments or of a thread's replies, with the first of them in the order of their list. It is a
/// part of one document, and is stored where that has not changed since it was read.
/// </summary>
internal sealed record CountedList
{
    /// <summary>Most places that are kept: more than any list shows.</summary>
    public const int MaxFirst = 10;

    /// <summary>Comments with their replies, or replies. None is deleted.</summary>
    public long Count { get; init; }

    /// <summary>The places of the newest comments, or of the oldest replies.</summary>
    public IReadOnlyList<string> First { get; init; } = [];

    /// <summary>Weights that are in the count, of comments that may not be marked as counted yet.</summary>
    public IReadOnlyList<string> Noted { get; init; } = [];

    /// <summary>
    /// Counts comments that have changed. Returns this list where it has counted them before. A comment stays noted
    /// until its mark was seen, so it is counted once, however often and by however many processes this is done.
    /// </summary>
    /// <param name="changed">Read after this list.</param>
    /// <param name="areAll">Whether no other comment lacks its mark.</param>
    public CountedList Add(IReadOnlyList<CommentDocument> changed, bool areAll)
    {
        var noted = Noted.Select(NotedWeight.Read).ToDictionary(note => note.Id, note => note.Weight);
        long[] changes = [.. changed.Select(
            comment => comment.Weight - noted.GetValueOrDefault(comment.Id, comment.Counted))];
        if (changes.All(change => change == 0))
            return this;

        if (areAll)
            noted.Clear();
        foreach (var comment in changed)
            noted[comment.Id] = comment.Weight;
        return this with
        {
            Count = Count + changes.Sum(),
            Noted = [.. noted.Select(note => new NotedWeight(note.Key, note.Value).Text)],
        };
    }

    /// <summary>The first places after such changes; null where they have to be read.</summary>
    public IReadOnlyList<string>? FirstAfter(IReadOnlyList<CommentDocument> changed, bool areNewestFirst)
    {
        var deleted = changed.Where(comment => !comment.IsLive).Select(comment => comment.Place).ToHashSet();
        if (First.Count == MaxFirst && First.Any(deleted.Contains))
            return null;
        var places = First.Where(place => !deleted.Contains(place))
            .Union(changed.Where(comment => comment.IsLive).Select(comment => comment.Place));
        return [.. (areNewestFirst
            ? places.OrderDescending(StringComparer.Ordinal)
            : places.Order(StringComparer.Ordinal)).Take(MaxFirst)];
    }

    /// <summary>A note, as text: lists of the engine hold plain values alone.</summary>
    private sealed record NotedWeight(Guid Id, long Weight)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Id:D} {Weight}");

        public static NotedWeight Read(string text)
        {
            var parts = text.Split(' ');
            return new(Guid.ParseExact(parts[0], "D"), long.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }
}
