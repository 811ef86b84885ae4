using Microsoft.Extensions.Options;
using Reels.Api.Http;
using Reels.Api.Problems;

namespace Reels.Api.Media.Uploads;

/// <summary>
/// A request with an upload, refused where its headers say already that it can't be taken: before any of it is read,
/// and before anything else of it is looked at.
/// </summary>
internal sealed class UploadRequest(HttpContext context, Problem? problem) : IBound
{
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
        var most = file + (UploadForm.IsMultipart(request) ? UploadForm.Overhead : 0);
        if (request.ContentLength > most)
            return KnownProblems.MediaTooLarge;
        return request.Headers.ContentEncoding.All(
            encoding => "identity".Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ? null
            : KnownProblems.UnsupportedMediaType with
            {
                Detail =
                "Send the file as it is, without a Content-Encoding."
            };
    }
}
