using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;

namespace Reels.Api.Media.Uploads;

/// <summary><c>POST /api/media/upload</c>.</summary>
internal sealed class UploadEndpoint(MediaUploader uploader, Idempotency idempotency, Revocations revocations)
{
    public async Task<IResult> UploadAsync(Caller caller, IdempotencyKey key, HttpContext context)
    {
        try
        {
            var (form, problem) = await UploadForm.OpenAsync(context.Request, context.RequestAborted);
            if (form is null)
                return problem!;
            var outcome = await uploader.UploadAsync(caller.UserId, form.Kind, form.File, ReplayName(caller, key),
                cancellationToken => CompleteAsync(form, caller, cancellationToken), context.RequestAborted);
            return Answer(outcome, context.Response);
        }
        catch (RefusedException exception)
        {
            return exception.Problem;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return KnownProblems.Invalid("$", "The form is malformed or ends early.");
        }
    }

    /// <summary>An upload may take long: by its end its owner may be gone, and nobody would look for it.</summary>
    private async Task CompleteAsync(UploadForm form, Caller caller, CancellationToken cancellationToken)
    {
        if (await form.ReadToEndAsync(cancellationToken) is { } problem)
            throw new RefusedException(problem);
        if (revocations.IsRevoked(caller.UserId, caller.SessionId))
            throw new RefusedException(KnownProblems.SessionEnded);
    }

    private string? ReplayName(Caller caller, IdempotencyKey key) =>
        key.Value is null ? null
            : idempotency.IdFor(key, caller.UserId, HttpMethods.Post, UploadRoutes.Path).ToString("N");

    private static IResult Answer(UploadOutcome outcome, HttpResponse response)
    {
        switch (outcome)
        {
            case UploadOutcome.Stored stored:
                if (stored.Replayed)
                    response.Headers[IdempotencyKey.ReplayedHeader] = "true";
                var media = UploadedMedia.From(stored.Item);
                return TypedResults.Created(media.Url, media);
            case UploadOutcome.TooLarge { Limit: var limit }:
                return TooLarge(limit);
            case UploadOutcome.Unsupported:
                return KnownProblems.UnsupportedMediaType with
                {
                    Detail =
                    "The content is none of JPEG, PNG, WebP, GIF, MP4 and WebM; an avatar is a picture."
                };
            case UploadOutcome.Empty:
                return KnownProblems.Invalid("file", "The file is empty.");
            default:
                return KnownProblems.IdempotencyKeyReused;
        }
    }

    private static Problem TooLarge(long limit) =>
        KnownProblems.MediaTooLarge with { Detail = $"This kind of file may have {limit} bytes." };
}
