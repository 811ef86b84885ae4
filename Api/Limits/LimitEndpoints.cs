using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reels.Api.Media;
using Reels.Api.Text;

namespace Reels.Api.Limits;

/// <summary>What a client may send, so that it can tell its user before it does.</summary>
/// <param name="MaxBytes">Bytes of an upload, by its kind.</param>
/// <param name="ContentTypes">Of uploads that are taken.</param>
/// <param name="MaxLengths">Unicode scalar values of each text.</param>
internal sealed record Limits(MaxBytes MaxBytes, IReadOnlyList<string> ContentTypes, MaxLengths MaxLengths)
{
    internal static Limits From(MediaLimits media) => new(
        new(media.Reel, media.Story, media.Avatar),
        [.. MediaFormat.All.Select(format => format.ContentType)],
        new(TextRules.MaxUsername, TextRules.MaxPassword, TextRules.MaxFullname, TextRules.MaxBio, TextRules.MaxCaption,
            TextRules.MaxComment, TextRules.MaxAltText, TextRules.MaxReport));
}

internal sealed record MaxBytes(long Reel, long Story, long Avatar);

internal sealed record MaxLengths(int Username, int Password, int Fullname, int Bio, int Caption, int Comment,
    int AltText, int Report);

/// <summary>The limits of this server, for anybody.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/limits", Get).WithTags("Limits").WithSummary("Read how much may be sent");

    private static Ok<Limits> Get(IOptions<MediaLimits> media) => TypedResults.Ok(Limits.From(media.Value));
}
