using System.ComponentModel.DataAnnotations;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Stories;

namespace Reels.Api.Stories;

/// <param name="ExpiresAt">From then on it is gone: 24 h after it was made.</param>
internal sealed record Story(
    Guid Id, UserSummary Author, string? Caption, string? AltText, string MediaUrl, UploadedMedia Media,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static Story From(StoryView story)
    {
        ArgumentNullException.ThrowIfNull(story);
        var media = UploadedMedia.From(story.Media);
        return new(story.Id, UserSummary.From(story.Author), story.Caption, story.AltText, media.Url, media,
            story.CreatedAt, story.ExpiresAt);
    }
}

/// <param name="Stories">The oldest first.</param>
internal sealed record AuthorStories(UserSummary Author, IReadOnlyList<Story> Stories)
{
    public static AuthorStories From(AuthorStoriesView author)
    {
        ArgumentNullException.ThrowIfNull(author);
        return new(UserSummary.From(author.Author), [.. author.Stories.Select(Story.From)]);
    }
}

/// <param name="MediaUrl">The URL of an own upload of kind story.</param>
/// <param name="Caption">Up to 2,200 characters.</param>
/// <param name="AltText">Up to 1,500 characters, for those who can't see it.</param>
internal sealed record StoryPost(
    string MediaUrl,
    [property: MaxLength(TextRules.MaxCaption)] string? Caption,
    [property: MaxLength(TextRules.MaxAltText)] string? AltText) : IRequestBody<StoryPost>
{
    public StoryPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (string.IsNullOrEmpty(MediaUrl))
            errors.Add("mediaUrl", "A media URL is required: upload first.");
        return this with { Caption = TextRules.Caption(Caption, errors), AltText = TextRules.AltText(AltText, errors) };
    }
}
