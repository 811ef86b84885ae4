using System.Diagnostics;
using Reels.Tests.Processes;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// Requests at a fixed rate, whether the ones before were answered or not: 85 % feeds, 10 % comments (half of them
/// written), 4 % likes, 1 % posts. Each answer is checked against what was written before.
/// </summary>
internal sealed class MixedLoad(HttpClient client, Balancer balancer, int seed)
{
    private const int People = 20;
    private const int Followees = 4;

    /// <summary>Requests that nothing answers would fill the memory of the test.</summary>
    private const int MaxPending = 5_000;

    /// <summary>Time for a write to be answered at last; until then it is repeated with its key.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly HashSet<object> _busy = [];
    private readonly List<Reader> _readers = [];
    private int _pending;
    private int _number;

    public Journal Journal { get; } = new();

    /// <summary>Whether a feed that misses a reel is wrong.</summary>
    public bool ChecksFeeds { get; set; } = true;

    /// <summary>The first answer that was wrong.</summary>
    public Exception? Wrong { get; private set; }

    /// <summary>Make people who follow each other, with two reels each.</summary>
    public async Task PrepareAsync()
    {
        for (var i = 0; i < People; i++)
        {
            var actor = await AnsweredAsync(() => Actor.RegisterAsync(client, $"person{i}", $"person{i}"));
            Journal.People.Add($"person{i}", actor);
            _readers.Add(new(actor));
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, People * Followees),
            new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (i, _) =>
            {
                var follower = _readers[i % People].Actor;
                var followee = _readers[(i + (i / People) + 1) % People].Actor;
                await AnsweredAsync(() => FollowAsync(follower, followee));
            });
        await Parallel.ForEachAsync(_readers.Concat(_readers),
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (reader, _) => await PostAsync(reader, Interlocked.Increment(ref _number)));
    }

    /// <summary>Send until cancelled, then wait for the answers that are missing.</summary>
    /// <param name="rate">Requests a second.</param>
    public async Task RunAsync(int rate, CancellationToken end)
    {
        var began = Stopwatch.GetTimestamp();
        for (var sent = 0; !end.IsCancellationRequested && Wrong is null;)
        {
            for (; sent < Stopwatch.GetElapsedTime(began).TotalSeconds * rate; sent++)
                _ = OneAsync(_random.Next(200), _readers[_random.Next(People)], ++_number);
            await Task.Delay(2, CancellationToken.None);
        }

        await Until.TrueAsync(() => Volatile.Read(ref _pending) == 0, 2 * Limit);
        if (Wrong is not null)
            throw new InvalidOperationException("An answer was wrong.", Wrong);
    }

    private async Task OneAsync(int kind, Reader reader, int number)
    {
        var pending = Interlocked.Increment(ref _pending);
        try
        {
            if (pending > MaxPending)
                throw new InvalidOperationException("Too many requests wait for an answer.");
            await (kind switch
            {
                < 170 => AnsweredAsync(async () =>
                {
                    await reader.ReadFeedAsync(ChecksFeeds);
                    return true;
                }),
                < 180 => AnsweredAsync(() => reader.Actor.GetAsync($"/api/comments/{AnyReel()}")),
                < 190 => CommentAsync(reader.Actor, AnyReel(), number),
                < 198 => LikeAsync(reader.Actor, AnyReel(), number % 4 > 0),
                _ => PostAsync(reader, number),
            });
        }
        catch (Exception exception)
        {
            Wrong ??= exception;
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task<bool> FollowAsync(Actor follower, Actor followee)
    {
        await follower.SetAsync(on: true, $"/api/users/{followee.Id}/follow");
        lock (Journal)
            Journal.Follows[(follower.Id, followee.Id)] = true;
        return true;
    }

    private async Task CommentAsync(Actor actor, string reelId, int number)
    {
        var comment = await AnsweredAsync(
            () => actor.PostAsync("/api/comments", new { reelId, text = $"{number}" }, $"{number}"));
        lock (Journal)
            Journal.Comments.Add(((string)comment["id"]!, reelId));
    }

    /// <summary>Two likes of one person and reel are never on their way together: their order would be open.</summary>
    private async Task LikeAsync(Actor actor, string reelId, bool on)
    {
        lock (_busy)
        {
            if (!_busy.Add((reelId, actor.Id)))
                return;
        }

        await AnsweredAsync(async () =>
        {
            await actor.SetAsync(on, $"/api/likes/{reelId}");
            return true;
        });
        lock (Journal)
            Journal.Likes[(reelId, actor.Id)] = on;
        lock (_busy)
            _busy.Remove((reelId, actor.Id));
    }

    private async Task PostAsync(Reader reader, int number)
    {
        var mediaUrl = await AnsweredAsync(() => reader.Actor.UploadAsync($"{number}"));
        var reel = await AnsweredAsync(
            () => reader.Actor.PostAsync("/api/reels", new { mediaUrl, caption = $"{number}" }, $"{number}"));
        reader.OnPosted(reel);
        lock (Journal)
            Journal.Reels.Add(((string)reel["id"]!, reader.Actor.Id));
    }

    /// <summary>Send until there is an answer, as a client does that wants to be sure.</summary>
    private async Task<T> AnsweredAsync<T>(Func<Task<T>> send)
    {
        for (var began = balancer.Now; ;)
        {
            try
            {
                return await send();
            }
            catch (Exception exception) when (balancer.Now - began < Limit
                && exception is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(1_000);
            }
        }
    }

    private string AnyReel()
    {
        lock (Journal)
            return Journal.Reels[_random.Next(Journal.Reels.Count)].Id;
    }
}
