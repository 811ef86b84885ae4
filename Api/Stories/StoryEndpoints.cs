using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Media.Cleanup;
using Reels.Api.Problems;
using Reels.Api.Reels;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Stories;

/// <summary>Stories, which live for 24 hours.</summary>
internal static class StoryEndpoints
{
    private const string Path = "/api/stories";
    private const char Own = '1';
    private const char Others = '0';

    /// <summary>
    /// Seconds after which a person with too many live stories may look again whether one has expired.
    /// </summary>
    private const int FullRetrySeconds = 3_600;

    public static void MapStories(this IEndpointRouteBuilder endpoints)
    {
        var stories = endpoints.MapGroup(Path).WithTags("Stories").RequireToken();
        stories.MapPost("/", PostAsync).WithSummary("Tell a story")
            .Answers(KnownProblems.InvalidMedia, KnownProblems.RateLimited);
        stories.MapGet("/", ListAsync).WithSummary("List one's own stories and those of whom one follows");
        stories.MapDelete("/{storyId}", DeleteAsync).WithSummary("Delete a story of one's own")
            .Answers(KnownProblems.NotYours, KnownProblems.StoryNotFound);
    }

    private static async Task<Results<Created<Story>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<StoryPost> body, HttpResponse response,
        [AsParameters] ReelServices services, CancellationToken cancellationToken)
    {
        var post = body.Value;
        if (!services.Media.TryFind(post.MediaUrl, caller, MediaKind.Story, out var media))
            return KnownProblems.InvalidMedia;
        var story = new NewStory(
            services.Idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), media, post.Caption, post.AltText,
            services.Idempotency.HashOf(key, post));
        var result = await services.Grains.GetGrain<IUserGrain>(caller.UserId).PostStory(story, cancellationToken);
        return result switch
        {
            { Status: PostStoryStatus.Posted or PostStoryStatus.Replayed, Story: { } posted } =>
                response.Created(null, Story.From(posted), result.Status == PostStoryStatus.Replayed),
            { Status: PostStoryStatus.KeyReused } => KnownProblems.IdempotencyKeyReused,
            { Status: PostStoryStatus.MediaGone } => KnownProblems.InvalidMedia,
            { Status: PostStoryStatus.TooMany } => KnownProblems.RateLimited with
            {
                Detail = "You have as many live stories as one may. Delete one, or wait for the oldest to expire.",
                RetryAfterSeconds = FullRetrySeconds,
            },
            _ => KnownProblems.SessionEnded,
        };
    }

    private static async Task<Results<Ok<ListOf<AuthorStories>>, Problem>> ListAsync(
        Caller caller, PageQuery page, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"stories/{caller.UserId}";
        StoryPosition? after = null;
        if (page.Cursor is { } cursor)
        {
            if (!cursors.TryDecode(list, cursor, out var at, out var key))
                return KnownProblems.InvalidCursor;
            after = new(key[0] == Own, at, key[1..]);
        }

        var stories = await grains.GetGrain<IUserGrain>(caller.UserId).GetStories(after, page.Limit, cancellationToken);
        var next = stories.Next is { } place
            ? cursors.Encode(list, place.NewestAt, (place.Own ? Own : Others) + place.AuthorId)
            : null;
        return TypedResults.Ok(ListCursors.Of(stories, AuthorStories.From, next));
    }

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
