using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;

namespace Reels.Api.Media.Reads;

/// <summary>Reading media.</summary>
internal static class MediaReads
{
    private static readonly string[] OtherTypes = [.. MediaFormat.All.Skip(1).Select(format => format.ContentType)];

    public static IServiceCollection AddMediaReads(this IServiceCollection services) =>
        services.AddSingleton<StoryLifetimes>().AddSingleton<ReadEndpoint>();

    public static void MapMediaReads(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/api/media/{**key}",
            (string? key, HttpContext context, ReadEndpoint read) => read.ReadAsync(key, context))
        .RequireCors(Cors.AnyOrigin)
        // A page reads many files, for people who share a proxy's or a cache's address.
        .DisableRateLimiting()
        .Produces<Stream>(StatusCodes.Status200OK, MediaFormat.Jpeg.ContentType, OtherTypes)
        .Produces<Stream>(StatusCodes.Status206PartialContent, MediaFormat.Jpeg.ContentType, OtherTypes)
        .Produces(StatusCodes.Status304NotModified)
        .WithMetadata([new BytesMetadata(), .. ReadEndpoint.RequestHeaders])
        .WithTags("Media")
        .WithSummary("Read the bytes of an upload")
        .Answers(KnownProblems.MediaNotFound, KnownProblems.RangeNotSatisfiable);
}
