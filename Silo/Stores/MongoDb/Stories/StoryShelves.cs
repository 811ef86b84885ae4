using System.Globalization;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Stories;

/// <summary>
/// The live stories of an author, a value for each: one document, so that concurrent stories can't exceed the limit. A
/// story takes its place before it is made. A place whose story was deleted, or never made, is found when the shelf is
/// full.
/// </summary>
/// <param name="time">Real time.</param>
internal sealed class StoryShelves(MongoEngine engine, TimeProvider time)
{
    /// <summary>The longest between taking a place and making the story. Then the place may be taken away.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private const int MaxAttempts = 16;

    private readonly MongoCollection<ShelfDocument> _shelves =
        engine.Collection<ShelfDocument>(ShelfQueries.Collection);

    private readonly MongoCollection<StoryDocument> _stories =
        engine.Collection<StoryDocument>(StoryQueries.Collection);

    /// <returns>The value of the place; null where there is none.</returns>
    public async Task<string?> TakeAsync(StoredStory story, int maxLive, CancellationToken cancellationToken)
    {
        var place = StoryPlace.Of(story, time.GetUtcNow()).Value;
        for (var (attempt, isTidied) = (0, false); attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _shelves.UpdateOneAsync(ShelfQueries.WithRoom(story.AuthorId, maxLive), ShelfQueries.Add(place))
                || await _shelves.InsertAsync(new() { Id = story.AuthorId, Live = [place] }))
            {
                return place;
            }

            if (isTidied)
                return null;
            isTidied = !await TidyAsync(story.AuthorId, story.CreatedAt, cancellationToken);
        }

        throw StoreUnavailableException.Contended();
    }

    public Task LeaveAsync(string authorId, params IReadOnlyCollection<string> places) =>
        _shelves.UpdateOneAsync(ShelfQueries.OfAuthor(authorId), ShelfQueries.Remove(places));

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> NewestAsync(IReadOnlyCollection<string> authorIds,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, DateTimeOffset>();
        foreach (var shelf in await _shelves.FindAnyAsync(authorIds, ShelfQueries.OfAuthors, cancellationToken))
        {
            var live = shelf.Live.Select(StoryPlace.Read).Where(place => place.ExpiresAt > now).ToArray();
            if (live.Length > 0)
                newest[shelf.Id] = live.Max(place => place.CreatedAt);
        }

        return newest;
    }

    public Task RemoveAsync(string authorId) => _shelves.DeleteOneAsync(ShelfQueries.OfAuthor(authorId));

    /// <summary>Frees places without a live story. False where there is none.</summary>
    private async Task<bool> TidyAsync(string authorId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await _shelves.FindOneAsync(ShelfQueries.OfAuthor(authorId), cancellationToken) is not { } shelf)
            return true;
        var places = shelf.Live.Select(StoryPlace.Read).ToArray();
        var free = places.Where(place => place.ExpiresAt <= now).ToHashSet();
        // Of a young place the call that took it, or that deletes its story, may be under way.
        var young = time.GetUtcNow() - (2 * MaxWait);
        var old = places.Where(place => place.TakenAt < young).ToArray();
        if (free.Count == 0 && old.Length > 0)
        {
            var stories = (await _stories.FindAnyAsync(old.Select(place => place.Id), StoryQueries.ByIds,
                cancellationToken)).ToDictionary(story => story.Id);
            free.UnionWith(old.Where(place => !stories.TryGetValue(place.Id, out var story)
                || story.DeletedAt is not null || story.Slot != place.Value));
        }

        if (free.Count > 0)
            await LeaveAsync(authorId, [.. free.Select(place => place.Value)]);
        return free.Count > 0;
    }
}

/// <summary>A place on a shelf, as text: lists of the engine hold plain values alone.</summary>
internal sealed record StoryPlace(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset TakenAt,
    Guid Nonce)
{
    public string Value => string.Create(CultureInfo.InvariantCulture,
        $"{Id:N} {Time(CreatedAt)} {Time(ExpiresAt)} {Time(TakenAt)} {Nonce:N}");

    /// <param name="now">Real time.</param>
    public static StoryPlace Of(StoredStory story, DateTimeOffset now) =>
        new(story.Id, story.CreatedAt, story.ExpiresAt, now, Guid.NewGuid());

    public static StoryPlace Read(string value)
    {
        var parts = value.Split(' ');
        return new(Guid.ParseExact(parts[0], "N"), At(parts[1]), At(parts[2]), At(parts[3]),
            Guid.ParseExact(parts[4], "N"));
    }

    private static long Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
}

internal sealed record ShelfDocument
{
    /// <summary>The author.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<string> Live { get; init; } = [];
}

internal static class ShelfQueries
{
    public const string Collection = "storyShelves";

    private static readonly FilterDefinitionBuilder<ShelfDocument> Where = Builders<ShelfDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<ShelfDocument> Then = Builders<ShelfDocument>.Update;

    public static FilterDefinition<ShelfDocument> OfAuthor(string authorId) => Where.Eq(shelf => shelf.Id, authorId);

    public static FilterDefinition<ShelfDocument> OfAuthors(IEnumerable<string> authorIds) =>
        Where.In(shelf => shelf.Id, authorIds);

    public static FilterDefinition<ShelfDocument> WithRoom(string authorId, int maxLive) =>
        OfAuthor(authorId) & Where.Exists($"live.{maxLive - 1}", false);

    public static UpdateDefinition<ShelfDocument> Add(string place) => Then.AddToSet(shelf => shelf.Live, place);

    public static UpdateDefinition<ShelfDocument> Remove(IEnumerable<string> places) =>
        Then.PullAll(shelf => shelf.Live, places);
}
