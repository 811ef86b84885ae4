using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Media;
using Reels.Silo.Stores.Media;

namespace Reels.Silo.Stores.Embedded.Stories;

internal sealed class SqliteStoryStore(EmbeddedDatabase database) : IStoryStore
{
    public ValueTask<(AddStoryOutcome Outcome, StoredStory? Story)> AddAsync(
        StoredStory story, int maxLive, DateTimeOffset unreferencedSince, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Add(session, story, maxLive, unreferencedSince), cancellationToken));

    public ValueTask<StoredStory?> GetAsync(Guid storyId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, storyId), cancellationToken);

    public ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid storyId, string authorId, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Delete(session, storyId, authorId, now), cancellationToken));

    public ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> NewestLiveAsync(
        IReadOnlyCollection<string> authorIds, DateTimeOffset now, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync<IReadOnlyDictionary<string, DateTimeOffset>>(
        session =>
        {
            var newest = new Dictionary<string, DateTimeOffset>();
            foreach (var author in authorIds)
            {
                if (session[StoryQueries.NewestLive].With("$author", author).With("$now", now)
                    .First(row => row.TimeOrNull(0)) is { } at)
                {
                    newest[author] = at;
                }
            }

            return newest;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<StoredStory>> ListLiveAsync(
        IReadOnlyCollection<string> authorIds, DateTimeOffset now, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync<IReadOnlyList<StoredStory>>(
        session =>
        {
            var stories = new List<StoredStory>();
            foreach (var author in authorIds.Distinct())
                stories.AddRange(session[StoryQueries.ListLive].With("$author", author).With("$now", now).List(Map));

            stories.Sort(
                (left, right) =>
                    new Position(left.CreatedAt, left.Id).CompareTo(new Position(right.CreatedAt, right.Id)));
            return stories;
        },
        cancellationToken);

    public ValueTask<DateTimeOffset?> LivesUntilAsync(string mediaKey, DateTimeOffset now,
        CancellationToken cancellationToken) => database.ReadAsync(
        session => session[StoryQueries.LivesUntil].With("$key", mediaKey).With("$now", now)
            .First(row => row.TimeOrNull(0)),
        cancellationToken);

    public ValueTask<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var expired = session[StoryQueries.ListExpiredWithMedia].With("$now", now).With("$limit", limit)
                .List(MapMedia);
            foreach (var (id, key, author) in expired)
            {
                ReleaseMedia(session, id, key, author);
            }

            return expired.Count;
        },
        cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var ended = session[StoryQueries.ListEnded].With("$before", before).With("$limit", limit).List(MapMedia);
            return Remove(session, ended);
        },
        cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var all = session[StoryQueries.ListAll].With("$author", userId).With("$limit", limit).List(MapMedia);
            return Remove(session, all);
        },
        cancellationToken));

    private static (Guid Id, string Key, string Author) MapMedia(SqliteDataReader row) =>
        (row.Id(0), row.GetString(1), row.GetString(2));

    private static int Remove(SqliteSession session, List<(Guid Id, string Key, string Author)> stories)
    {
        foreach (var (id, key, author) in stories)
        {
            ReleaseMedia(session, id, key, author);
            session[StoryQueries.Remove].With("$story", id).Run();
        }

        return stories.Count;
    }

    private static (AddStoryOutcome Outcome, StoredStory? Story) Add(SqliteSession session, StoredStory story,
        int maxLive, DateTimeOffset unreferencedSince)
    {
        if (Get(session, story.Id) is { } existing)
            return (AddStoryOutcome.Exists, existing);

        if (MediaHolder.IsGone(session, story.Media, unreferencedSince))
            return (AddStoryOutcome.MediaGone, null);

        if (session[StoryQueries.CountLive].With("$author", story.AuthorId).With("$now", story.CreatedAt)
            .Number() >= maxLive)
        {
            return (AddStoryOutcome.TooMany, null);
        }

        session[StoryQueries.Insert]
            .With("$story", story.Id)
            .With("$author", story.AuthorId)
            .With("$media", MediaColumn.Write(story.Media))
            .With("$key", story.Media.Key)
            .With("$caption", story.Caption)
            .With("$alt", story.AltText)
            .With("$at", story.CreatedAt)
            .With("$expires", story.ExpiresAt)
            .With("$request", story.RequestHash)
            .Run();
        MediaHolder.Story(story.Id, story.AuthorId).AddReference(session, story.Media);
        return (AddStoryOutcome.Added, story with { DeletedAt = null });
    }

    private static (DeleteStatus Status, IReadOnlyList<string> Unreferenced) Delete(SqliteSession session, Guid storyId,
        string authorId, DateTimeOffset now)
    {
        if (Get(session, storyId) is not { DeletedAt: null } story || story.ExpiresAt <= now)
            return (DeleteStatus.NotFound, []);

        if (story.AuthorId != authorId)
            return (DeleteStatus.NotYours, []);

        session[StoryQueries.MarkDeleted].With("$story", storyId).With("$now", now).Run();
        return (DeleteStatus.Deleted, ReleaseMedia(session, storyId, story.Media.Key, authorId));
    }

    private static IReadOnlyList<string> ReleaseMedia(SqliteSession session, Guid storyId, string mediaKey,
        string authorId) =>
        session[StoryQueries.ReleaseMedia].With("$story", storyId).Run() > 0
            ? MediaHolder.Story(storyId, authorId).RemoveReferenceAndQueue(session, mediaKey)
            : [];

    private static StoredStory? Get(SqliteSession session, Guid storyId) =>
        session[StoryQueries.Get].With("$story", storyId).First(Map);

    private static StoredStory Map(SqliteDataReader row) => new(
        row.Id(0),
        row.GetString(1),
        MediaColumn.Read(row.GetString(2)),
        row.TextOrNull(3),
        row.TextOrNull(4),
        row.Time(5),
        row.Time(6),
        row.TextOrNull(7),
        row.TimeOrNull(8));
}
