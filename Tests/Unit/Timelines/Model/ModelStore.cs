using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>
/// The durable data of the model's world, in memory: rows, lists, edges, marks and the outbox.
/// </summary>
internal sealed class ModelStore(int people)
{
    private readonly List<Position>[] _authors = [.. Enumerable.Range(0, people).Select(_ => new List<Position>())];

    private readonly Dictionary<Position, int>[] _rows =
        [.. Enumerable.Range(0, people).Select(_ => new Dictionary<Position, int>())];

    public HashSet<Guid> Deleted { get; } = [];

    public CelebrityMark[] Marks { get; } = new CelebrityMark[people];

    public Dictionary<(int Reader, int Author), ModelEdge> Edges { get; } = [];

    public List<ModelOutboxEntry> Outbox { get; } = [];

    public void Post(int author, Position place)
    {
        _authors[author].Add(place);
        Outbox.Add(new(author, place));
    }

    public IEnumerable<int> Followers(int author) =>
        Edges.Where(edge => edge.Key.Author == author && edge.Value.On).Select(edge => edge.Key.Reader).Order();

    public void AddRow(int reader, int author, Position place) => _rows[reader].TryAdd(place, author);

    public List<Position> ListByAuthor(int author, Position? before, int limit) =>
        NewestBefore(_authors[author], before, limit);

    public List<(Position Place, int Author)> ListRows(int reader, Position? before, int limit) =>
        [.. NewestBefore(_rows[reader].Keys, before, limit).Select(place => (place, _rows[reader][place]))];

    private static List<Position> NewestBefore(IEnumerable<Position> all, Position? before, int limit) =>
        [.. all.Where(place => before is null || place < before).OrderDescending().Take(limit)];
}

/// <summary>An edge with its pending work.</summary>
internal sealed record ModelEdge(
    bool On, DateTimeOffset VisibleSince, DateTimeOffset BackfillUpTo, FeedReference.Follow? Follow)
{
    public bool BackfillPending { get; set; } = On;

    public bool RecordPending { get; set; } = true;
}

/// <summary>A post to deliver: first rows, then an announcement to each silo.</summary>
internal sealed class ModelOutboxEntry(int author, Position place)
{
    public int Author => author;

    public Position Place => place;

    public int Cursor { get; set; } = -1;

    public bool RowsDone { get; set; }

    public HashSet<int> AnnouncedTo { get; } = [];

    public HashSet<int> MarkAnnouncedTo { get; } = [];
}
