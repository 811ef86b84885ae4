using System.Globalization;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.RateLimits;

namespace Reels.Api.Media.Uploads;

/// <summary>Routes of uploads.</summary>
internal static class UploadRoutes
{
    public const string Path = "/api/media/upload";

    public static IServiceCollection AddUploads(this IServiceCollection services) =>
        services.AddSingleton<UploadReplays>().AddSingleton<MediaUploader>().AddSingleton<UploadEndpoint>();

    public static void MapUploads(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost(Path,
            (Caller caller, IdempotencyKey key, UploadRequest request, UploadEndpoint upload) =>
                upload.UploadAsync(caller, key, request.Context))
        .RequireToken()
        .CountedAs(Budget.Uploads)
        .Produces<UploadedMedia>(StatusCodes.Status201Created)
        .WithMetadata(new UploadMetadata(), UploadBody.KindInQuery)
        .WithName("uploadMedia")
        .WithTags("Media")
        .WithSummary("Upload a picture or a video")
        .Answers(UploadForm.BadKind, KnownProblems.MediaTooLarge, KnownProblems.UnsupportedMediaType,
            KnownProblems.RequestTimeout);
}

/// <summary>
/// A request with an upload. If its headers already show that it can't be accepted, it is refused before its body is
/// read and before anything else in it is checked.
/// </summary>
internal sealed class UploadRequest(HttpContext context, Problem? problem) : IBound
{
    private const string Encoded = "Send the file as it is, without a Content-Encoding.";

    public HttpContext Context => context;

    public Problem? Problem => problem;

    public static ValueTask<UploadRequest?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<UploadRequest?>(new(context, Refusal(context.Request)));
    }

    private static Problem? Refusal(HttpRequest request)
    {
        var limits = request.HttpContext.RequestServices.GetRequiredService<IOptions<MediaLimits>>().Value;
        var file = UploadForm.ParseKind(UploadForm.QueryKind(request)) is { } known ? limits.For(known) : limits.Max;
        var max = file + (UploadForm.IsMultipart(request) ? UploadForm.Overhead : 0);
        if (request.ContentLength > max)
            return MediaTooLarge.Of(file, UploadForm.IsMultipart(request) ? null : request.ContentLength);
        return request.Headers.ContentEncoding.All(
            encoding => "identity".Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ? null
            : KnownProblems.UnsupportedMediaType with { Detail = Encoded };
    }
}

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
        catch (InvalidDataException)
        {
            return KnownProblems.Invalid("$", "The form is malformed or incomplete.");
        }
    }

    /// <summary>
    /// Refuses an upload whose owner was deleted before its end: the search for a deleted user's uploads may already be
    /// over.
    /// </summary>
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
                return MediaTooLarge.Of(limit, size: null);
            case UploadOutcome.Unsupported { Refusal: var refusal }:
                return KnownProblems.UnsupportedMediaType with
                {
                    Detail = refusal.Detail,
                    Detected = refusal.Detected,
                };
            case UploadOutcome.Empty:
                return KnownProblems.Invalid("file", "The file is empty.");
            default:
                return KnownProblems.IdempotencyKeyReused;
        }
    }
}

/// <summary>The problem of a file over the limit of its kind.</summary>
internal static class MediaTooLarge
{
    /// <param name="limit">Bytes.</param>
    /// <param name="size">Bytes of the file; null where the request doesn't say.</param>
    public static Problem Of(long limit, long? size) => KnownProblems.MediaTooLarge with
    {
        Detail = string.Create(CultureInfo.InvariantCulture, $"A file of this kind may have at most {limit:N0} bytes")
            + (size is null ? "." : string.Create(CultureInfo.InvariantCulture, $"; this one has {size:N0}.")),
        Limit = limit,
        Size = size,
    };
}
