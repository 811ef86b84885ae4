using System.Globalization;
using Microsoft.Data.Sqlite;
using Reels.Api.Comments;
using Reels.Api.Http;
using Reels.Api.Likes;
using Reels.Api.Media;
using Reels.Api.Reels;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Media;

namespace Reels.Bench.Direct;

/// <summary>The answers that the benchmark asks for, from the database.</summary>
internal sealed class DirectStore(DirectDatabase database)
{
    private const int Limit = 20;

    public ListOf<Reel> Feed(string person, string? cursor)
    {
        var place = cursor?.Split('.');
        var time = place is null ? long.MaxValue : long.Parse(place[0], CultureInfo.InvariantCulture);
        var id = place is null ? [] : Convert.FromHexString(place[1]);
        var reels = new List<Reel>();
        var comments = new List<Comment>();
        foreach (var (reel, comment) in database.Read(session =>
            session.List(DirectQueries.Feed, MapFeed, person, time, id, Limit + 1)))
        {
            if (reels.Count == 0 || reels[^1].Id != reel.Id)
                reels.Add(reel with { LatestComments = comments = [] });
            if (comment is not null)
                comments.Add(comment);
        }

        var next = reels.Count > Limit ? reels[Limit - 1] : null;
        return new(next is null ? reels : reels[..Limit], next is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{next.CreatedAt.ToUnixTimeMilliseconds()}.{Convert.ToHexString(Bytes(next.Id))}"), []);
    }

    public ListOf<Comment>? Comments(Guid reel)
    {
        var rows = database.Read(session =>
            session.List(DirectQueries.CountOfLikes, row => row.GetInt64(0), Bytes(reel)).Count == 0 ? null
            : session.List(DirectQueries.Comments, row => MapThread(row, reel), Bytes(reel)));
        if (rows is null)
            return null;
        var threads = new List<Comment>();
        var replies = new List<Comment>();
        foreach (var (thread, reply) in rows)
        {
            if (threads.Count == 0 || threads[^1].Id != thread.Id)
                threads.Add(thread with { Replies = replies = [] });
            if (reply is not null)
                replies.Add(reply);
        }

        return new(threads, null, []);
    }

    public LikeState SetLike(Guid reel, string person, bool liked) => new(
        reel,
        database.Write(session =>
        {
            SetLike(session, reel, person, liked);
            return session.List(DirectQueries.CountOfLikes, row => row.GetInt64(0), Bytes(reel))[0];
        }),
        liked);

    public Comment AddComment(string person, NewDirectComment comment) => database.Write(session =>
    {
        var (id, now) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow());
        AddComment(session, id, comment.ReelId, null, person, comment.Text, now.ToUnixTimeMilliseconds());
        return new Comment(id, comment.ReelId, UserOf(session, person), comment.Text, now, null, 0, []);
    });

    public Reel AddReel(string person, ReelPost post) => database.Write(session =>
    {
        var (id, now) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow());
        var key = MediaUrl.ToKey(post.MediaUrl)!;
        session.Execute(DirectQueries.AddReel, Bytes(id), person, post.Caption, key, now.ToUnixTimeMilliseconds());
        var user = UserOf(session, person);
        return ReelOf(id, new(user.Id, user.Username, user.Fullname, user.Avatar, false), post.Caption, key, now, 0,
            false, 0);
    });

    public static void SetLike(DirectSession session, Guid reel, string person, bool liked)
    {
        if (session.Execute(liked ? DirectQueries.AddLike : DirectQueries.RemoveLike, Bytes(reel), person) > 0)
            session.Execute(DirectQueries.CountLike, Bytes(reel), liked ? 1 : -1);
    }

    public static void AddComment(DirectSession session, Guid id, Guid reel, Guid? parent, string person, string text,
        long time)
    {
        session.Execute(DirectQueries.AddComment, Bytes(id), Bytes(reel), parent is { } top ? Bytes(top) : null, person,
            text, time);
        session.Execute(DirectQueries.CountComment, Bytes(reel));
        if (parent is { } replied)
            session.Execute(DirectQueries.CountReply, Bytes(replied));
    }

    private static (Reel Reel, Comment? Comment) MapFeed(SqliteDataReader row)
    {
        var id = Id(row, 0);
        var author = new Person(row.GetString(1), row.GetString(2), Text(row, 3), Avatar(row, 4), row.GetBoolean(11));
        var reel = ReelOf(id, author, Text(row, 5), row.GetString(6), Time(row, 7), row.GetInt64(8), row.GetBoolean(10),
            row.GetInt64(9));
        return (reel, row.IsDBNull(12) ? null : CommentAt(row, 12, id, null, row.GetInt64(19)));
    }

    private static (Comment Thread, Comment? Reply) MapThread(SqliteDataReader row, Guid reel)
    {
        var thread = CommentAt(row, 0, reel, null, row.GetInt64(7));
        return (thread, row.IsDBNull(8) ? null : CommentAt(row, 8, reel, thread.Id, 0));
    }

    private static Comment CommentAt(SqliteDataReader row, int at, Guid reel, Guid? parent, long replies) => new(
        Id(row, at), reel,
        new(row.GetString(at + 1), row.GetString(at + 2), Text(row, at + 3), Avatar(row, at + 4)),
        row.GetString(at + 5), Time(row, at + 6), parent, replies, []);

    private static UserSummary UserOf(DirectSession session, string person) => session.List(DirectQueries.User,
        row => new UserSummary(person, row.GetString(0), Text(row, 1), Avatar(row, 2)), person)[0];

    private static Reel ReelOf(Guid id, Person author, string? caption, string key, DateTimeOffset time, long likes,
        bool liked, long comments)
    {
        var media = UploadedMedia.From(new(key, MediaKind.Reel, "image/jpeg", 250_000, 1080, 1350, null, time));
        return new(id, author, caption, null, media.Url, media, null, time, likes, liked, comments, [], []);
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static Guid Id(SqliteDataReader row, int at) => new(row.GetFieldValue<byte[]>(at), bigEndian: true);

    private static string? Text(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static string? Avatar(SqliteDataReader row, int at) => Text(row, at) is { } key ? MediaUrl.Of(key) : null;

    private static DateTimeOffset Time(SqliteDataReader row, int at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));
}
