using System.Security.Claims;
using Reels.Api.Media.Reads;
using Reels.Api.Media.Uploads;

namespace Reels.Api.Media;

/// <summary>Upload and reading of media.</summary>
public static class MediaEndpoints
{
    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/media/upload", (HttpContext context, ClaimsPrincipal user, UploadEndpoint upload) => upload.Upload(user.FindFirstValue("sub")!, null, context))
            .RequireAuthorization();
        app.MapMethods("/api/media/{**key}", [HttpMethods.Get, HttpMethods.Head], (string key, HttpContext context, ReadEndpoint media) => media.Read(key, context))
            .AllowAnonymous();
        return app;
    }
}
