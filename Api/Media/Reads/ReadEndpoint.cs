using System.Globalization;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Reads;

/// <summary>
/// <c>GET · HEAD /api/media/{**key}</c>. Size, type and version are in the key, so a read asks the store once.
/// </summary>
internal sealed class ReadEndpoint(IMediaStore store, MediaKeys keys, StoryLifetimes stories, Revocations revocations)
{
    /// <summary>What a read asks for beside the key.</summary>
    public static readonly ParameterMetadata[] RequestHeaders =
    [
        .. from header in new (string Name, string Description)[]
           {
               (HeaderNames.Range, "One range of bytes, such as bytes=0-1023; several get the whole."),
               (HeaderNames.IfRange,
                   "The ETag that the range is of; where it is another, or none, the answer is the whole."),
               (HeaderNames.IfNoneMatch, "ETags that are known already: 304."),
           }
           select new ParameterMetadata(header.Name, header.Description, new() { Type = JsonSchemaType.String },
               ParameterLocation.Header),
    ];

    public async Task<IResult> ReadAsync(string? key, HttpContext context)
    {
        var cancel = context.RequestAborted;

        // The server leaves %2F in a path as it is, since it may not mean a slash; here it does.
        if (!keys.TryRead(key?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var item, out var owner))
            return KnownProblems.MediaNotFound;

        // Of a deleted account: the bytes take a moment to go.
        if (revocations.IsRevoked(owner, null))
            return KnownProblems.MediaNotFound;
        if (await CachingAsync(item, cancel) is not { } caching)
            return KnownProblems.MediaNotFound;

        var tag = new EntityTagHeaderValue(
            $"\"{item.Key[(item.Key.IndexOf('/', StringComparison.Ordinal) + 1)..item.Key.LastIndexOf('.')]}\"");
        var headers = context.Request.GetTypedHeaders();
        if (headers.IfNoneMatch.Any(
            known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            return await ExistsAsync(item, cancel) ? new MediaAnswer(item, tag, caching, NotModified: true)
                : KnownProblems.MediaNotFound;
        }

        if (HttpMethods.IsHead(context.Request.Method))
            return await ExistsAsync(item, cancel) ? new MediaAnswer(item, tag, caching) : KnownProblems.MediaNotFound;

        if (ByteRange.Choose(headers, item.Size, tag) is not { } range)
            return await OutOfRangeAsync(item, context.Response, cancel);
        return await store.OpenAsync(item.Key, range.From, range.Length, cancel) is { } bytes
            ? new MediaAnswer(item, tag, caching, Range: range, Bytes: bytes)
            : KnownProblems.MediaNotFound;
    }

    /// <summary>The answer's Cache-Control; null for a story that has expired.</summary>
    private async ValueTask<string?> CachingAsync(MediaItem item, CancellationToken cancellationToken)
    {
        if (item.Kind != MediaKind.Story)
            return "public, max-age=31536000, s-maxage=3600, immutable";
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
