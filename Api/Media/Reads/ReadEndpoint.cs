using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Reels.Api.Auth;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Reads;

/// <summary>Routes of reads.</summary>
internal static class MediaReads
{
    private static readonly string[] ContentTypes = [.. MediaFormat.All.Select(format => format.ContentType)];

    public static IServiceCollection AddMediaReads(this IServiceCollection services) =>
        services.AddSingleton<StoryLifetimes>().AddSingleton<ReadEndpoint>();

    public static void MapMediaReads(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/api/media/{**key}",
            (string? key, HttpContext context, ReadEndpoint read) => read.ReadAsync(key, context))
        .RequireCors(Cors.AnyOrigin)
        // A page reads many files, and many readers share the address of a proxy or a cache.
        .DisableRateLimiting()
        .Produces(StatusCodes.Status200OK)
        .Produces(StatusCodes.Status206PartialContent)
        .Produces(StatusCodes.Status304NotModified)
        .Produces(StatusCodes.Status307TemporaryRedirect)
        .WithMetadata([new BytesMetadata(ContentTypes), .. ReadEndpoint.RequestHeaders])
        .WithName("readMedia")
        .WithTags("Media")
        .WithSummary("Read the bytes of an upload")
        .Answers(KnownProblems.MediaNotFound, KnownProblems.RangeNotSatisfiable);
}

/// <summary>
/// <c>GET · HEAD /api/media/{**key}</c>. Size, type and version are in the key, so a read calls the store once.
/// Where a CDN serves the bytes, that call asks whether they are still there.
/// </summary>
internal sealed class ReadEndpoint(
    IMediaStore store, MediaKeys keys, StoryLifetimes stories, Revocations revocations, IOptions<MediaOptions> options)
{
    /// <summary>Request headers of a read.</summary>
    public static readonly ParameterMetadata[] RequestHeaders =
    [
        .. from header in new (string Name, string Description)[]
           {
               (HeaderNames.Range,
                   "One range of bytes, such as bytes=0-1023; for several ranges the answer is the whole."),
               (HeaderNames.IfRange,
                   "ETag of the version to take the range from; for any other value the answer is the whole."),
               (HeaderNames.IfNoneMatch, "ETags of versions that the client has; the answer to one of them is 304."),
           }
           select new ParameterMetadata(header.Name, header.Description,
               new OpenApiSchema { Type = JsonSchemaType.String }, ParameterLocation.Header),
    ];

    public async Task<IResult> ReadAsync(string? key, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;

        // The server does not decode %2F in a path, because it may not mean a slash; here it does.
        if (!keys.TryRead(key?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var item, out var owner))
            return KnownProblems.MediaNotFound;

        // The bytes of a deleted account are erased a moment later.
        if (revocations.IsRevoked(owner, null))
            return KnownProblems.MediaNotFound;
        if (await CachingAsync(item, cancellationToken) is not { } caching)
            return KnownProblems.MediaNotFound;

        var tag = new EntityTagHeaderValue(
            $"\"{item.Key[(item.Key.IndexOf('/', StringComparison.Ordinal) + 1)..item.Key.LastIndexOf('.')]}\"");
        if (EntityTags.IsKnown(context.Request, tag))
        {
            return await ExistsAsync(item, cancellationToken) ? new MediaAnswer(item, tag, caching, NotModified: true)
                : KnownProblems.MediaNotFound;
        }

        if (options.Value.PublicUrlOf(item) is { } address)
        {
            return await ExistsAsync(item, cancellationToken) ? new MediaRedirect(address)
                : KnownProblems.MediaNotFound;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return await ExistsAsync(item, cancellationToken) ? new MediaAnswer(item, tag, caching)
                : KnownProblems.MediaNotFound;
        }

        if (ByteRange.Choose(context.Request.GetTypedHeaders(), item.Size, tag) is not { } range)
            return await OutOfRangeAsync(item, context.Response, cancellationToken);
        return await store.OpenAsync(item.Key, range.From, range.Length, cancellationToken) is { } bytes
            ? new MediaAnswer(item, tag, caching, Range: range, Bytes: bytes)
            : KnownProblems.MediaNotFound;
    }

    /// <summary>Cache-Control of the answer; null for an expired story.</summary>
    private async ValueTask<string?> CachingAsync(MediaItem item, CancellationToken cancellationToken)
    {
        if (PublicMedia.Contains(item.Kind))
            return PublicMedia.Caching;
        return await stories.FreshnessAsync(item, cancellationToken) is { } freshness
            ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)freshness.TotalSeconds}")
            : null;
    }

    private async Task<bool> ExistsAsync(MediaItem item, CancellationToken cancellationToken) =>
        await store.FindAsync(item.Key, cancellationToken) is not null;

    private async Task<IResult> OutOfRangeAsync(MediaItem item, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(item, cancellationToken))
            return KnownProblems.MediaNotFound;
        response.Headers.ContentRange = new ContentRangeHeaderValue(item.Size).ToString();
        return KnownProblems.RangeNotSatisfiable;
    }
}

/// <summary>How long the bytes of a story can be read.</summary>
internal sealed class StoryLifetimes(IGrainFactory grains, [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>24 h: how long an upload without a story can be read, and how long a story lives.</summary>
    public static readonly TimeSpan UnusedLifetime = TimeSpan.FromHours(24);

    /// <summary>One hour: longest time for which caches may keep an answer.</summary>
    public static readonly TimeSpan MaxFreshness = TimeSpan.FromHours(1);

    /// <summary>How long caches may keep an answer; null for an expired story.</summary>
    public async ValueTask<TimeSpan?> FreshnessAsync(MediaItem story, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // A story never expires before its upload would, so for most of a story's life no grain is asked.
        var left = story.UploadedAt + UnusedLifetime - now;
        if (left < MaxFreshness
            && await grains.GetGrain<IMediaReferencesGrain>(0).LivesUntil(story.Key, cancellationToken) is { } until
            && until - now > left)
        {
            left = until - now;
        }

        return left <= TimeSpan.Zero ? null : left < MaxFreshness ? left : MaxFreshness;
    }
}
