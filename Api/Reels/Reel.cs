using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Reels.Api.Comments;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Reels;

namespace Reels.Api.Reels;

/// <summary>A reel as the caller sees it.</summary>
/// <param name="CoverUrl">A media URL of an image, or null.</param>
/// <param name="Likes">Null where it can't be known.</param>
/// <param name="LikedByMe">Null without a token, or where it can't be known.</param>
/// <param name="Comments">Replies included; null where it can't be known.</param>
/// <param name="LatestComments">Up to 2 top-level ones, newest first.</param>
/// <param name="Degraded">The parts that could not be known.</param>
internal sealed record Reel(
    Guid Id,
    Person Author,
    string? Caption,
    string? AltText,
    string MediaUrl,
    UploadedMedia Media,
    string? CoverUrl,
    DateTimeOffset CreatedAt,
    long? Likes,
    bool? LikedByMe,
    long? Comments,
    IReadOnlyList<Comment> LatestComments,
    ImmutableArray<string> Degraded)
{
    public static Reel From(ReelView reel)
    {
        ArgumentNullException.ThrowIfNull(reel);
        var media = UploadedMedia.From(reel.Media);
        return new(
            reel.Id,
            Person.From(reel.Author),
            reel.Caption,
            reel.AltText,
            media.Url,
            media,
            reel.Cover is { } cover ? UploadedMedia.From(cover).Url : null,
            reel.CreatedAt,
            reel.Likes,
            reel.LikedByMe,
            reel.Comments,
            reel.LatestComments.IsDefault ? [] : [.. reel.LatestComments.Select(Comment.From)],
            reel.Degraded.IsDefault ? [] : reel.Degraded);
    }
}

/// <param name="MediaUrl">The URL of an own upload of kind reel.</param>
/// <param name="Caption">Up to 2,200 characters.</param>
/// <param name="AltText">Up to 1,500 characters, for those who can't see it.</param>
/// <param name="CoverUrl">The URL of an own upload of kind reel that is an image.</param>
internal sealed record ReelPost(
    string MediaUrl,
    [property: MaxLength(TextRules.MaxCaption)] string? Caption,
    [property: MaxLength(TextRules.MaxAltText)] string? AltText,
    string? CoverUrl) : IRequestBody<ReelPost>
{
    public ReelPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (string.IsNullOrEmpty(MediaUrl))
            errors.Add("mediaUrl", "A media URL is required: upload first.");
        return this with
        {
            Caption = TextRules.Caption(Caption, errors),
            AltText = TextRules.AltText(AltText, errors),
            CoverUrl = CoverUrl is { Length: > 0 } ? CoverUrl : null,
        };
    }
}
