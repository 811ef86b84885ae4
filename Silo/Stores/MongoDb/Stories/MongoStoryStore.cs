using System.Diagnostics;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Media;

namespace Reels.Silo.Stores.MongoDb.Stories;

/// <summary>
/// Stories. The insert of a story commits it, after its place on the shelf and its reference to the upload are there.
/// The mark commits a delete; the place and the reference follow, in this call or when stories are expired.
/// </summary>
internal sealed class MongoStoryStore(
    MongoEngine engine, StoryShelves shelves, MediaReferenceSets references, LostMedia media) : IStoryStore
{
    private readonly MongoCollection<StoryDocument> _stories =
        engine.Collection<StoryDocument>(StoryQueries.Collection);

    public async ValueTask<(AddStoryOutcome Outcome, StoredStory? Story)> AddAsync(
        StoredStory story, int maxLive, DateTimeOffset unreferencedSince, CancellationToken cancellationToken)
    {
        if (await GetAsync(story.Id, cancellationToken) is { } existing)
            return (AddStoryOutcome.Exists, existing);
        var began = Stopwatch.GetTimestamp();
        if (await shelves.TakeAsync(story, maxLive, cancellationToken) is not { } place)
        {
            return await GetAsync(story.Id, cancellationToken) is { } made
                ? (AddStoryOutcome.Exists, made)
                : (AddStoryOutcome.TooMany, null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (await references.AddAsync(story.Media.Key, story.AuthorId, story.Id,
            mustHaveOne: story.Media.UploadedAt < unreferencedSince) is not { } reference)
        {
            await shelves.LeaveAsync(story.AuthorId, place);
            return (AddStoryOutcome.MediaGone, null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        // After so long others may have taken away the place and the reference.
        if (Stopwatch.GetElapsedTime(began) > StoryShelves.MaxWait)
            throw StoreUnavailableException.TimedOut(outcomeUnknown: false);
        if (await _stories.InsertAsync(StoryDocument.Of(story, place, reference)))
            return (AddStoryOutcome.Added, story with { DeletedAt = null });
        await shelves.LeaveAsync(story.AuthorId, place);
        await references.TakeBackAsync(story.Media.Key, reference);
        return await GetAsync(story.Id, cancellationToken) is { } other
            ? (AddStoryOutcome.Exists, other)
            : throw StoreUnavailableException.Contended();
    }

    public async ValueTask<StoredStory?> GetAsync(Guid storyId, CancellationToken cancellationToken) =>
        (await _stories.FindOneAsync(StoryQueries.ById(storyId), cancellationToken))?.Story;

    public async ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid storyId, string authorId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await GetAsync(storyId, cancellationToken) is not { DeletedAt: null } story || story.ExpiresAt <= now)
            return (DeleteStatus.NotFound, []);
        if (story.AuthorId != authorId)
            return (DeleteStatus.NotYours, []);
        cancellationToken.ThrowIfCancellationRequested();
        return await _stories.FindAndUpdateAsync(StoryQueries.NotEnded(storyId), StoryQueries.Delete(now))
            is { } deleted
            ? (DeleteStatus.Deleted, await AfterCommit.RunAsync(() => ReleaseAsync(deleted)))
            : (DeleteStatus.NotFound, []);
    }

    public async ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> NewestLiveAsync(
        IReadOnlyCollection<string> authorIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        await shelves.NewestAsync(authorIds, now, cancellationToken);

    public async ValueTask<IReadOnlyList<StoredStory>> ListLiveAsync(
        IReadOnlyCollection<string> authorIds, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await _stories.FindAnyAsync(authorIds, some => StoryQueries.LiveOf(some, now), cancellationToken))
            .OrderBy(story => new Position(story.CreatedAt, story.Id))
            .Select(story => story.Story)];

    public async ValueTask<DateTimeOffset?> LivesUntilAsync(string mediaKey, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        (await _stories.FindAsync(StoryQueries.LiveWith(mediaKey, now), StoryQueries.LastToExpire, limit: 1,
            cancellationToken)).FirstOrDefault()?.LiveUntil;

    public async ValueTask<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var expired = await _stories.FindAsync(StoryQueries.HeldUpTo(now), StoryQueries.FirstHeld, limit,
            cancellationToken);
        foreach (var story in expired)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReleaseAsync(story);
        }

        return expired.Count;
    }

    public async ValueTask<int> PurgeAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        await RemoveAsync(await _stories.FindAsync(
            StoryQueries.EndedBefore(before), StoryQueries.FirstEnded, limit, cancellationToken), cancellationToken);

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var removed = await RemoveAsync(
            await _stories.FindAsync(StoryQueries.OfAuthor(userId), null, limit, cancellationToken), cancellationToken);
        if (removed == 0)
            await shelves.RemoveAsync(userId);
        return removed;
    }

    private async Task<int> RemoveAsync(List<StoryDocument> stories, CancellationToken cancellationToken)
    {
        foreach (var story in stories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReleaseAsync(story);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return stories.Count == 0
            ? 0
            : (int)await _stories.DeleteManyAsync(StoryQueries.ByIds(stories.Select(story => story.Id)));
    }

    /// <summary>Removes the place and the reference of a story that has ended, the note of them last.</summary>
    /// <returns>The key, where it has lost its last reference.</returns>
    private async Task<IReadOnlyList<string>> ReleaseAsync(StoryDocument story)
    {
        if (story.Held is not { } held)
            return [];
        await shelves.LeaveAsync(story.AuthorId, story.Slot);
        IReadOnlyList<string> unreferenced =
            await references.RemoveAsync(held.Key, held.Reference, WhichHoldAsync) ? [held.Key] : [];
        await media.QueueAsync(unreferenced, story.AuthorId);
        await _stories.UpdateOneAsync(StoryQueries.ById(story.Id), StoryQueries.LetGo);
        return unreferenced;
    }

    private async Task<IReadOnlySet<Guid>> WhichHoldAsync(IReadOnlyCollection<Guid> storyIds) =>
        (await _stories.FindAnyAsync(storyIds, StoryQueries.ByIds, CancellationToken.None))
            .Where(story => story.Held is not null).Select(story => story.Id).ToHashSet();
}
