using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Reads;

/// <summary>Sends an object's headers, and its bytes if there are any to send, through one pooled buffer.</summary>
internal sealed record MediaAnswer(
    MediaItem Item, EntityTagHeaderValue Tag, string Caching, bool NotModified = false, ByteRange? Range = null,
    Stream? Bytes = null) : IResult
{
    private const int BufferBytes = 64 * 1024;

    // A file is shown as it is and runs no script, whatever it contains.
    private const string Policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var bytes = Bytes;
        var response = httpContext.Response;
        var headers = response.Headers;
        headers.ETag = Tag.ToString();
        headers.CacheControl = Caching;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.AcceptRanges = "bytes";
        if (NotModified)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers.ContentDisposition = "inline";
        response.ContentType = Item.ContentType;
        response.ContentLength = Range?.Length ?? Item.Size;
        if (Range is { IsPart: true } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture,
                $"bytes {part.From}-{part.From + part.Length - 1}/{Item.Size}");
        }

        if (bytes is not null)
            await SendAsync(bytes, httpContext);
    }

    private async Task SendAsync(Stream bytes, HttpContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var left = Range!.Value.Length; left > 0;)
            {
                var read = await bytes.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, BufferBytes)),
                    context.RequestAborted);
                if (read == 0)
                    throw new EndOfStreamException("The object ended before its length.");
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                left -= read;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The headers may be sent already: only a connection that ends too early shows the client the failure.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>Sends the reader to the address at which a CDN serves the bytes.</summary>
/// <param name="Address">An absolute URL.</param>
internal sealed record MediaRedirect(string Address) : IResult
{
    /// <summary>A minute: deleted media are not found after it, but for what the CDN still has.</summary>
    public const string Caching = "public, max-age=60";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        response.Headers.Location = Address;
        response.Headers.CacheControl = Caching;
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Task.CompletedTask;
    }
}

/// <summary>The part of an object that a request asks for.</summary>
/// <param name="From">First byte.</param>
/// <param name="Length">Number of bytes; 0 only for an empty object.</param>
/// <param name="IsPart">True for an answer with status 206.</param>
internal readonly record struct ByteRange(long From, long Length, bool IsPart)
{
    /// <summary>
    /// Chooses the requested range; the whole object if there is no range, a malformed one or several, or if
    /// <c>If-Range</c> names another version. Null if the range lies outside of the object.
    /// </summary>
    /// <param name="headers">Headers of a GET.</param>
    /// <param name="length">Length of the object in bytes, at least 1.</param>
    /// <param name="tag">The object's strong ETag.</param>
    public static ByteRange? Choose(RequestHeaders headers, long length, EntityTagHeaderValue tag)
    {
        var whole = new ByteRange(0, length, IsPart: false);
        if (headers.Range is not { } ranges || ranges.Unit != "bytes" || ranges.Ranges.Count != 1)
            return whole;

        // A malformed If-Range counts as another version.
        if (headers.Headers.IfRange.Count > 0
            && headers.IfRange?.EntityTag?.Compare(tag, useStrongComparison: true) != true)
        {
            return whole;
        }
        var range = ranges.Ranges.First();
        var (from, to) = range.From is { } start
            ? (start, Math.Min(range.To ?? length, length - 1))
            : (Math.Max(0, length - range.To!.Value), length - 1); // the last To bytes
        return from > to ? null : new(from, to - from + 1, IsPart: true);
    }
}
