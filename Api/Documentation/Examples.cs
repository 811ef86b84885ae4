using System.Text.Json.Nodes;
using Reels.Api.Comments;
using Reels.Api.Health;
using Reels.Api.Http;
using Reels.Api.Likes;
using Reels.Api.Media;
using Reels.Api.Problems;
using Reels.Api.Reels;
using Reels.Api.Reports;
using Reels.Api.SignIn;
using Reels.Api.Stories;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reports;

namespace Reels.Api.Documentation;

/// <summary>Examples of the OpenAPI document: two users, a reel, a comment and a story.</summary>
internal static class Examples
{
    private const string Ada = "5f0c6f7a9d3e4b21a8c7d6e5f4a3b2c1";
    private const string Ben = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private const string MediaKey = "reels/019a2b3c4d5eKq3V7xk.jpg";
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 30, 0, 250, TimeSpan.Zero);
    private static readonly Guid ReelId = Guid.Parse("1d7c2f6e-93ab-8c44-b1f0-5a6e7d8c9b0a");
    private static readonly Guid CommentId = Guid.Parse("6f1e2d3c-4b5a-8978-9687-a5b4c3d2e1f0");
    private static readonly Guid StoryId = Guid.Parse("c0ffee00-1234-8abc-8def-001122334455");

    private static readonly Profile Profile = new(Ada, "ada", "Ada Lovelace", "/api/media/avatars/019a2b3c4d5eZt81.jpg",
        false, "Notes by the sea", 12, 7, 3, Morning, false, []);
    private static readonly UserSummary BenSummary = new(Ben, "ben", null, null);
    private static readonly UploadedMedia Media = new(MediaKey, MediaUrl.Of(MediaKey), MediaKind.Reel, "image",
        "image/jpeg", 48_213, 1080, 1350, null, null, null);
    private static readonly Comment Comment = new(
        CommentId, ReelId, BenSummary, "What a morning!", Morning.AddMinutes(5),
        null, 0, []);
    private static readonly Story Story = new(
        StoryId, BenSummary, null, "A cup of coffee", "/api/media/stories/019a2b3c4d5eQw9.mp4",
        new("stories/019a2b3c4d5eQw9.mp4", "/api/media/stories/019a2b3c4d5eQw9.mp4", MediaKind.Story, "video",
            "video/mp4", 902_114, 720, 1280, 4_200, "h264", "aac"),
        Morning, Morning.AddHours(24));

    private static readonly Reel Reel = new(
        ReelId, new(Ada, "ada", "Ada Lovelace", Profile.Avatar, true), "The sea at eight", "Waves under a grey sky",
        Media.Url, Media, null, Morning, 41, true, 1, [Comment], []);

    private static readonly Dictionary<Type, object> ByType = new object[]
    {
        Profile, Media, Comment, Story, Reel,
        new RegisterRequest("ada", "correct horse battery", "Ada Lovelace"),
        new LoginRequest("ada", "correct horse battery"),
        new RefreshRequest("7d1f…e2.5f0c…c1.3.1774945800250.Zk9…"),
        new PasswordChange("correct horse battery", "staple and correct horse"),
        new Tokens("Bearer", "eyJhbGciOiJIUzI1NiJ9…", 900, "7d1f…e2.5f0c…c1.4.1774946700250.p0Q…", 2_592_000, Profile),
        new ProfileUpdate("ada", "Ada Lovelace", "Notes by the sea", Profile.Avatar),
        new FollowState(Ben, true, 8),
        new BlockState(Ben, true),
        new ReelPost(Media.Url, "The sea at eight", "Waves under a grey sky", null),
        new LikeState(ReelId, 41, true),
        new CommentPost(ReelId.ToString(), "What a morning!", null),
        new StoryPost(Story.MediaUrl, null, "A cup of coffee"),
        new ReportPost(ReportTargetType.Comment, CommentId.ToString(), ReportReason.Spam, "The same under every reel"),
        new Report(Guid.Parse("b7e5a1d2-6c3f-8e4d-a5b6-7c8d9e0f1a2b")),
        Limits.Limits.From(new MediaLimits()),
        new HealthAnswer(HealthAnswer.Ready,
            new Dictionary<string, string> { [Engines.Embedded] = "up", [Engines.Media] = "up" }),
        List(new Follower(Ben, "ben", null, null, false, Morning)),
        List(new BlockedPerson(Ben, "ben", null, null, Morning)),
        List(new Person(Ada, "ada", "Ada Lovelace", Profile.Avatar, true)),
        List(new Suggestion(Ben, "ben", null, null, false, 3)),
        List(new Liker(Ben, "ben", null, null, false, Morning.AddMinutes(7))),
        List(Reel), List(Comment), List(new AuthorStories(BenSummary, [Story])),
    }.ToDictionary(example => example.GetType());

    public static object? Of(Type type) => ByType.GetValueOrDefault(type);

    public static object Of(Problem problem) => new ProblemBody(
        "about:blank", problem.Title, problem.Status, problem.Detail, problem.Code, "4bf92f3577b34da6a3ce929d0e0e4736",
        problem.Errors);

    public static (string Description, JsonNode? Example) OfParameter(string name) => name switch
    {
        "userId" => ("The user's id.", Ada),
        "username" => ("The username; upper and lower case are equal.", "ada"),
        "reelId" => ("The reel's id.", ReelId.ToString()),
        "commentId" => ("The comment's id.", CommentId.ToString()),
        "parentCommentId" =>
            ("Lists the replies to this comment, oldest first, instead of the reel's comments.", CommentId.ToString()),
        "storyId" => ("The story's id.", StoryId.ToString()),
        "q" => ("The start of a username, of a part of it, or of a word of a full name, without regard to case and "
            + "accents. Spaces and punctuation do not matter, nor does a leading `@`. "
            + $"1 to {TextRules.MaxSearch} characters, counted as Unicode scalar values.", "lovel"),
        "key" => ("The media key; its slash may be sent as %2F.", MediaKey),
        _ => ("", null),
    };

    private static ListOf<T> List<T>(T item) => new([item], "AbC3xk9Q…", []);
}
