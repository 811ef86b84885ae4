using System.Security.Cryptography;
using System.Text;
using Reels.Api.Http;
using Reels.Api.Reels;
using Reels.Bench.Mix;
using Reels.Hosting;

namespace Reels.Bench.Direct;

/// <summary>
/// What a competent programmer writes in a day instead of the product: a minimal API over one SQLite database, with one
/// join per page and counters in the rows. It has the product's answers, for what the benchmark asks, and none of its
/// promises beyond that.
/// </summary>
internal sealed class DirectServer : IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly WebApplication _app;
    private readonly DirectDatabase _database;
    private readonly DirectoryInfo _folder;

    private DirectServer(WebApplication app, DirectDatabase database, DirectoryInfo folder) =>
        (_app, _database, _folder) = (app, database, folder);

    public static async Task<RunningServer> StartAsync(MixData data, long[] times)
    {
        var folder = Directory.CreateDirectory(Path.Combine("data", $"bench-{Guid.NewGuid():N}"));
        var database = new DirectDatabase(Path.Combine(folder.FullName, "direct.db"));
        DirectData.Fill(database, data, times);
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.AddQuietLogs();
        builder.Services.ConfigureHttpJsonOptions(json => JsonSettings.Apply(json.SerializerOptions));
        var app = builder.Build();
        Map(app, new DirectStore(database));
        await app.StartAsync();
        var tokens = Enumerable.Range(0, MixData.People).Select(MixData.PersonId).Select(TokenOf);
        return new(new(new(app.Urls.First()), [.. tokens], times), new DirectServer(app, database, folder),
            () => Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void Map(WebApplication app, DirectStore store)
    {
        app.MapGet("/api/reels/feed", (HttpRequest request, string? cursor) =>
            For(request, person => Results.Ok(store.Feed(person, cursor))));
        app.MapGet("/api/comments/{reel:guid}", (HttpRequest request, Guid reel) =>
            For(request, _ => store.Comments(reel) is { } page ? Results.Ok(page) : Results.NotFound()));
        app.MapPost("/api/comments", (HttpRequest request, NewDirectComment comment) =>
            For(request, person => Results.Created((string?)null, store.AddComment(person, comment))));
        app.MapPost("/api/likes/{reel:guid}", (HttpRequest request, Guid reel) =>
            For(request, person => Results.Ok(store.SetLike(reel, person, true))));
        app.MapDelete("/api/likes/{reel:guid}", (HttpRequest request, Guid reel) =>
            For(request, person => Results.Ok(store.SetLike(reel, person, false))));
        app.MapPost("/api/reels", (HttpRequest request, ReelPost post) =>
            For(request, person => Results.Created((string?)null, store.AddReel(person, post))));
    }

    private static IResult For(HttpRequest request, Func<string, IResult> answer) =>
        PersonOf(request.Headers.Authorization.ToString()) is { } person ? answer(person) : Results.Unauthorized();

    /// <summary>A token is a person's id with its HMAC.</summary>
    private static string TokenOf(string person) => $"{person}.{Convert.ToHexStringLower(Sign(person))}";

    private static string? PersonOf(string header)
    {
        const string scheme = "Bearer ";
        if (!header.StartsWith(scheme, StringComparison.Ordinal) || header.IndexOf('.', StringComparison.Ordinal) < 0)
            return null;
        var parts = header[scheme.Length..].Split('.');
        return CryptographicOperations.FixedTimeEquals(Convert.FromHexString(parts[1]), Sign(parts[0])) ? parts[0]
            : null;
    }

    private static byte[] Sign(string person) => HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(person));
}

/// <param name="ReelId">The reel.</param>
/// <param name="Text">The comment.</param>
internal sealed record NewDirectComment(Guid ReelId, string Text);

/// <summary>Loads the data of the benchmark.</summary>
internal static class DirectData
{
    /// <param name="times">When each reel was posted, Unix time in ms.</param>
    public static void Fill(DirectDatabase database, MixData data, long[] times) => database.Write(session =>
    {
        foreach (var statement in DirectQueries.Schema.Split(";\n", StringSplitOptions.RemoveEmptyEntries))
            session.Execute(statement);
        for (var person = 0; person < MixData.People; person++)
        {
            session.Execute(DirectQueries.AddUser, MixData.PersonId(person), MixData.Username(person),
                MixData.Fullname(person), MixData.AvatarKey(person));
        }

        foreach (var (follower, followee) in data.AllFollows())
            session.Execute(DirectQueries.AddFollow, MixData.PersonId(follower), MixData.PersonId(followee));
        for (var reel = 0; reel < MixData.Reels; reel++)
        {
            session.Execute(DirectQueries.AddReel, MixData.ReelId(reel).ToByteArray(bigEndian: true),
                MixData.PersonId(MixData.AuthorOf(reel)), MixData.Caption(reel), MixData.MediaKey(reel), times[reel]);
        }

        foreach (var (person, reel) in MixData.AllLikes())
            DirectStore.SetLike(session, MixData.ReelId(reel), MixData.PersonId(person), true);
        var began = times.Max() + 1;
        for (var comment = 0; comment < MixData.Comments; comment++)
        {
            Guid? parent = MixData.ParentOf(comment) is { } place ? MixData.CommentId(place) : null;
            DirectStore.AddComment(session, MixData.CommentId(comment), MixData.ReelId(MixData.CommentedReel(comment)),
                parent, MixData.PersonId(MixData.CommenterOf(comment)), MixData.CommentText(comment), began + comment);
        }

        return true;
    });
}
