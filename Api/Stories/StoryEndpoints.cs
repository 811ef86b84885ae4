using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Stories;

/// <summary>Stories, which expire after 24 hours.</summary>
internal static class StoryEndpoints
{
    private const string Path = "/api/stories";
    private const char Own = '1';
    private const char Others = '0';

    /// <summary>Live stories that the silo allows.</summary>
    private const int MaxLive = 100;

    /// <summary>
    /// Seconds after which a user with too many live stories may try again; by then one may have expired.
    /// </summary>
    private const int FullRetrySeconds = 3_600;

    /// <summary>The caller's own stories come first, so a position also says whether it is among them.</summary>
    private static readonly CursorForm<StoryPosition> Form = new(
        position => (position.NewestAt, (position.Own ? Own : Others) + position.AuthorId),
        (newestAt, key) => new StoryPosition(key[0] == Own, newestAt, key[1..]));

    public static void MapStories(this IEndpointRouteBuilder endpoints)
    {
        var stories = endpoints.MapGroup(Path).WithTags("Stories").RequireToken();
        stories.MapPost("/", PostAsync).WithName("postStory").WithSummary("Post a story")
            .Answers(KnownProblems.InvalidMediaIn("mediaUrl"), KnownProblems.RateLimited);
        stories.MapGet("/", ListAsync).WithName("listStories")
            .WithSummary("List your stories and those of the users you follow");
        stories.MapDelete("/{storyId}", DeleteAsync).WithName("deleteStory").WithSummary("Delete your story")
            .Answers(KnownProblems.NotYours, KnownProblems.StoryNotFound);
    }

    private static async Task<Results<Created<Story>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<StoryPost> body, HttpResponse response, IGrainFactory grains,
        OwnMedia uploads, Idempotency idempotency, CancellationToken cancellationToken)
    {
        var post = body.Value;
        if (!uploads.TryFind(post.MediaUrl, caller, MediaKind.Story, out var media))
            return KnownProblems.InvalidMediaIn("mediaUrl");
        var story = new NewStory(idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), media, post.Caption,
            post.AltText, idempotency.HashOf(key, post));
        var result = await grains.GetGrain<IUserGrain>(caller.UserId).PostStory(story, cancellationToken);
        return result switch
        {
            { Status: PostStoryStatus.Posted or PostStoryStatus.Replayed, Story: { } posted } =>
                response.Created(null, Story.From(posted), result.Status == PostStoryStatus.Replayed),
            { Status: PostStoryStatus.KeyReused } => KnownProblems.IdempotencyKeyReused,
            { Status: PostStoryStatus.MediaGone } => KnownProblems.InvalidMediaIn("mediaUrl"),
            { Status: PostStoryStatus.TooMany } => KnownProblems.RateLimited with
            {
                Detail = $"You have {MaxLive} live stories, the most that are allowed. "
                    + "Delete one, or wait until one expires.",
                Limit = MaxLive,
                RetryAfterSeconds = FullRetrySeconds,
            },
            _ => KnownProblems.SessionEnded,
        };
    }

    private static Task<Results<Ok<ListOf<AuthorStories>>, Problem>> ListAsync(
        PageQuery page, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"stories/{caller.UserId}", Form,
            async (after, limit) =>
                await grains.GetGrain<IUserGrain>(caller.UserId).GetStories(after, limit, cancellationToken),
            AuthorStories.From);

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string storyId, Caller caller, IGrainFactory grains, MediaEraser eraser, CancellationToken cancellationToken)
    {
        if (!WireIds.TryParse(storyId, out var id))
            return KnownProblems.StoryNotFound;
        var result = await grains.GetGrain<IUserGrain>(caller.UserId).DeleteStory(id, cancellationToken);
        if (result.Status != DeleteStatus.Deleted)
            return result.Status == DeleteStatus.NotYours ? KnownProblems.NotYours : KnownProblems.StoryNotFound;
        await eraser.EraseNowAsync(result.Unreferenced);
        return TypedResults.NoContent();
    }
}

/// <summary>A new story.</summary>
/// <param name="MediaUrl">The URL of your own upload of kind story.</param>
/// <param name="Caption">At most 2,200 characters.</param>
/// <param name="AltText">A description for people who cannot see the story; at most 1,500 characters.</param>
internal sealed record StoryPost(
    string MediaUrl,
    [property: MaxLength(TextRules.MaxCaption)] string? Caption,
    [property: MaxLength(TextRules.MaxAltText)] string? AltText) : IRequestBody<StoryPost>
{
    public StoryPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (string.IsNullOrEmpty(MediaUrl))
            errors.Add("mediaUrl", "A media URL is required. Upload the file first.");
        return this with { Caption = TextRules.Caption(Caption, errors), AltText = TextRules.AltText(AltText, errors) };
    }
}

/// <summary>A story.</summary>
/// <param name="ExpiresAt">The story can be read until then: 24 hours after it was posted.</param>
internal sealed record Story(
    Guid Id, UserSummary Author, string? Caption, string? AltText, string MediaUrl, UploadedMedia Media,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static Story From(StoryView story)
    {
        ArgumentNullException.ThrowIfNull(story);
        var media = UploadedMedia.From(story.Media);
        return new(story.Id, UserSummary.From(story.Author), story.Caption, story.AltText, media.Url, media,
            story.CreatedAt, story.ExpiresAt);
    }
}

/// <summary>The live stories of one user.</summary>
/// <param name="Stories">Oldest first.</param>
internal sealed record AuthorStories(UserSummary Author, IReadOnlyList<Story> Stories)
{
    public static AuthorStories From(AuthorStoriesView author)
    {
        ArgumentNullException.ThrowIfNull(author);
        return new(UserSummary.From(author.Author), [.. author.Stories.Select(Story.From)]);
    }
}
