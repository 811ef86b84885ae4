using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Media;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Stories;

/// <summary>One author's own stories.</summary>
internal sealed class StoryShelf(string authorId, IStoryStore stories, PeopleViews people, TimeProvider time)
{
    /// <summary>24 h, by the contract.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>
    /// Most live stories of one author, by the contract. It keeps the page of a tray small.
    /// </summary>
    public const int MaxLive = 100;

    public async Task<PostStoryResult> PostAsync(NewStory story, UserSummaryView author,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        var made = new StoredStory(story.Id, authorId, story.Media, story.Caption, story.AltText, now, now + Life,
            story.RequestHash);
        var (outcome, stored) = await TimeLimits.WriteAsync(
            limit => stories.AddAsync(made, MaxLive, now - MediaLifetime.Unused, limit), cancellationToken);
        return outcome switch
        {
            AddStoryOutcome.MediaGone => new(PostStoryStatus.MediaGone, null),
            AddStoryOutcome.TooMany => new(PostStoryStatus.TooMany, null),
            AddStoryOutcome.Added => new(PostStoryStatus.Posted, StoryTray.ToMessage(made, author)),
            _ => IsReplay(stored, story) ? new(PostStoryStatus.Replayed, StoryTray.ToMessage(stored!, author))
                : new(PostStoryStatus.KeyReused, null),
        };
    }

    public async Task<DeleteStoryResult> DeleteAsync(Guid storyId, CancellationToken cancellationToken)
    {
        var (status, unreferenced) = await TimeLimits.WriteAsync(
            limit => stories.DeleteAsync(storyId, authorId, time.Now(), limit), cancellationToken);
        return new(
            status == DeleteStatus.NotYours && !await IsVisibleAsync(storyId, cancellationToken)
                ? DeleteStatus.NotFound
                : status, [.. unreferenced]);
    }

    private async Task<bool> IsVisibleAsync(Guid storyId, CancellationToken cancellationToken) =>
        await stories.GetAsync(storyId, cancellationToken) is { } story
            && await people.IsVisibleAsync(authorId, story.AuthorId, cancellationToken);

    private bool IsReplay(StoredStory? stored, NewStory story) =>
        stored is not null && stored.AuthorId == authorId && stored.RequestHash is not null
            && stored.RequestHash == story.RequestHash;
}
