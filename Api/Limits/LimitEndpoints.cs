using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reels.Api.Media;
using Reels.Api.Text;

namespace Reels.Api.Limits;

/// <summary>The upload and text limits of this server, so that a client can check before it sends.</summary>
/// <param name="MaxBytes">The most bytes of an upload, by its kind.</param>
/// <param name="ContentTypes">
/// The content types of accepted uploads; <c>video/quicktime</c> and <c>video/3gpp</c> with H.264 or HEVC, and AAC or
/// no sound.
/// </param>
/// <param name="MaxLengths">The greatest length of each text, in Unicode scalar values.</param>
internal sealed record Limits(MaxBytes MaxBytes, IReadOnlyList<string> ContentTypes, MaxLengths MaxLengths)
{
    internal static Limits From(MediaLimits media) => new(
        new(media.Reel, media.Story, media.Avatar),
        MediaFormat.AcceptedTypes,
        new(TextRules.MaxUsername, TextRules.MaxPassword, TextRules.MaxFullname, TextRules.MaxBio, TextRules.MaxCaption,
            TextRules.MaxComment, TextRules.MaxAltText, TextRules.MaxReport));
}

/// <summary>The most bytes of an upload, by its kind.</summary>
internal sealed record MaxBytes(long Reel, long Story, long Avatar);

/// <summary>The greatest length of each text, in Unicode scalar values.</summary>
internal sealed record MaxLengths(int Username, int Password, int Fullname, int Bio, int Caption, int Comment,
    int AltText, int Report);

/// <summary>The limits of this server; no token is needed.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/limits", Get).WithName("getLimits").WithTags("Limits")
            .WithSummary("Get upload and text limits");

    private static Ok<Limits> Get(IOptions<MediaLimits> media) => TypedResults.Ok(Limits.From(media.Value));
}
