using System.Buffers;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Reads;

/// <summary>An object's headers, and its bytes where there are any to send, through one pooled buffer.</summary>
internal sealed record MediaAnswer(
    MediaItem Item, EntityTagHeaderValue Tag, string Caching, bool NotModified = false, ByteRange? Range = null,
    Stream? Bytes = null) : IResult
{
    private const int BufferBytes = 64 * 1024;

    // A file is shown as it is and runs nothing, whatever it holds.
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
            // Headers may be out: the only honest answer left is a connection that ends short of its length.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
