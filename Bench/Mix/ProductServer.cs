using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Bench.Mix;

/// <summary>The product with the data, which its grains have written.</summary>
internal static class ProductServer
{
    private static readonly DateTimeOffset Uploaded = TimeProvider.System.GetUtcNow();

    public static async Task<RunningServer> StartAsync(MixData data, string[] settings)
    {
        var server = await BenchServer.StartAsync(null, settings);
        var people = Enumerable.Range(0, MixData.People).Select(MixData.PersonId).ToArray();
        await EachAsync(MixData.People, person => RegisterAsync(server, person));
        await server.FollowAsync(data.AllFollows().Select(edge => (people[edge.Follower], people[edge.Followee])), 64);

        // Reels of one author follow each other in time.
        var times = new long[MixData.Reels];
        for (var first = 0; first < MixData.Reels; first += MixData.People)
        {
            var from = first;
            await EachAsync(MixData.People, async place => times[from + place] = await PostAsync(server, from + place));
        }

        await server.DeliveredAsync(people);
        foreach (var chunk in MixData.AllLikes().Chunk(256))
        {
            await Task.WhenAll(chunk.Select(
                like => Reel(server, like.Reel).Like(MixData.PersonId(like.Person))));
        }

        for (var first = 0; first < MixData.Comments; first += MixData.Commented)
        {
            var from = first;
            await EachAsync(Math.Min(MixData.Commented, MixData.Comments - first),
                place => CommentAsync(server, from + place));
        }

        return new(new(server.Address, [.. people.Select(server.TokenOf)], times), server,
            () => server.DeliveredAsync(people[..MixData.Posters]));
    }

    private static Task EachAsync(int count, Func<int, Task> run) => Parallel.ForEachAsync(Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (place, _) => await run(place));

    private static IReelGrain Reel(BenchServer server, int reel) =>
        server.Grains.GetGrain<IReelGrain>(MixData.ReelId(reel));

    private static async Task RegisterAsync(BenchServer server, int person)
    {
        var id = MixData.PersonId(person);
        await server.Services.GetRequiredService<IAccountStore>().RegisterAsync(
            new(id, MixData.Username(person), "none", MixData.Fullname(person), DateTimeOffset.UnixEpoch, null),
            default);
        var avatar = Media(MixData.AvatarKey(person), MediaKind.Avatar);
        await server.Services.GetRequiredService<IProfileStore>().UpdateAsync(
            id, new(ProfileFields.Avatar, null, null, null, avatar), DateTimeOffset.UnixEpoch, default);
    }

    private static async Task<long> PostAsync(BenchServer server, int reel)
    {
        var author = MixData.PersonId(MixData.AuthorOf(reel));
        var posted = await server.Grains.GetGrain<IAuthorGrain>(author).Post(
            new(MixData.ReelId(reel), Media(MixData.MediaKey(reel), MediaKind.Reel), null, MixData.Caption(reel), null,
                null));
        return posted.Reel!.CreatedAt.ToUnixTimeMilliseconds();
    }

    private static async Task CommentAsync(BenchServer server, int comment)
    {
        Guid? parent = MixData.ParentOf(comment) is { } place ? MixData.CommentId(place) : null;
        var added = await Reel(server, MixData.CommentedReel(comment)).AddComment(
            MixData.PersonId(MixData.CommenterOf(comment)),
            new(MixData.CommentId(comment), MixData.CommentText(comment), parent, null));
        if (added.Status != AddCommentStatus.Added)
            throw new InvalidOperationException($"Comment {comment} was answered {added.Status}.");
    }

    private static MediaItem Media(string key, MediaKind kind) =>
        new(key, kind, "image/jpeg", 250_000, 1080, 1350, null, Uploaded);
}
