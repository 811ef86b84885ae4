using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Reels.Api.Media.Reads;

/// <summary>Which bytes of an object a request asks for.</summary>
/// <param name="From">First byte.</param>
/// <param name="Length">Bytes; 0 only where nothing can be given.</param>
/// <param name="IsPart">True for an answer with 206.</param>
internal readonly record struct ByteRange(long From, long Length, bool IsPart)
{
    /// <summary>
    /// The one range asked for; the whole where none is, where it is malformed, where several are, or where
    /// <c>If-Range</c> names another version. Null if it lies outside.
    /// </summary>
    /// <param name="headers">Of a GET.</param>
    /// <param name="length">Bytes of the object, at least 1.</param>
    /// <param name="tag">Of the object, strong.</param>
    public static ByteRange? Choose(RequestHeaders headers, long length, EntityTagHeaderValue tag)
    {
        var whole = new ByteRange(0, length, IsPart: false);
        if (headers.Range is not { } ranges || ranges.Unit != "bytes" || ranges.Ranges.Count != 1)
            return whole;
        // What can't be read names no version of this either.
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
