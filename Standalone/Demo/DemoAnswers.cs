namespace Reels.Standalone.Demo;

// What the demo reads of the API's answers; the contract has more in each.

internal sealed record TokensAnswer(string AccessToken, ProfileAnswer User);

internal sealed record ProfileAnswer(string Id, string Username, string? Bio, string? Avatar, DateTimeOffset CreatedAt);

internal sealed record MediaAnswer(string Url);

internal sealed record ReelAnswer(string Id, string? Caption);

internal sealed record AuthorAnswer(string Id, string Username);

internal sealed record CommentAnswer(string Id, AuthorAnswer Author, string Text, int ReplyCount,
    IReadOnlyList<CommentAnswer> Replies);

internal sealed record StoryAnswer(string? Caption);

internal sealed record StoriesAnswer(AuthorAnswer Author, IReadOnlyList<StoryAnswer> Stories);

internal sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);

internal sealed record ProblemAnswer(string? Code);
