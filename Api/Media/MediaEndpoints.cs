using Reels.Api.Auth;
using Reels.Api.Documentation;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Media.Reads;
using Reels.Api.Media.Uploads;
using Reels.Api.Problems;
using Reels.Api.RateLimits;

namespace Reels.Api.Media;

/// <summary>Upload and reading of media.</summary>
public static class MediaEndpoints
{
    public const string UploadPath = "/api/media/upload";

    public static void MapMedia(this IEndpointRouteBuilder endpoints)
    {
        var media = endpoints.MapGroup("/api/media").WithTags("Media");
        media.MapPost("/upload", (Caller caller, IdempotencyKey key, UploadRequest request, UploadEndpoint upload) => upload.Upload(caller, key, request.Context))
            .RequireToken()
            .CountedAs(Budget.Uploads)
            .Produces<UploadedMedia>(StatusCodes.Status201Created)
            .WithMetadata(new UploadMetadata(), UploadBody.KindInQuery)
            .WithSummary("Upload a picture or a video")
            .Answers(UploadForm.BadKind, KnownProblems.MediaTooLarge, KnownProblems.UnsupportedMediaType, KnownProblems.RequestTimeout);
        media.MapGet("/{**key}", (string? key, HttpContext context, ReadEndpoint read) => read.Read(key, context))
            .RequireCors(Cors.AnyOrigin)
            // Pages read many, for people who share a proxy's or a cache's address.
            .DisableRateLimiting()
            .Produces<Stream>(StatusCodes.Status200OK, UploadBody.RawTypes[0], UploadBody.RawTypes[1..])
            .Produces<Stream>(StatusCodes.Status206PartialContent, UploadBody.RawTypes[0], UploadBody.RawTypes[1..])
            .Produces(StatusCodes.Status304NotModified)
            .WithMetadata([new BytesMetadata(), .. ReadEndpoint.RequestHeaders])
            .WithSummary("Read the bytes of an upload")
            .Answers(KnownProblems.MediaNotFound, KnownProblems.RangeNotSatisfiable);
    }
}
