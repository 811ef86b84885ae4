using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.RateLimits;

namespace Reels.Api.Media.Uploads;

/// <summary>Uploading media.</summary>
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
        .WithTags("Media")
        .WithSummary("Upload a picture or a video")
        .Answers(UploadForm.BadKind, KnownProblems.MediaTooLarge, KnownProblems.UnsupportedMediaType,
            KnownProblems.RequestTimeout);
}
