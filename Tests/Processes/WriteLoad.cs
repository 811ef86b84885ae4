namespace Reels.Tests.Processes;

/// <summary>People who write all the time, each one after another, and a journal of what they were told was done.</summary>
internal sealed class WriteLoad(Killable product, int seed)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _answers = new(0);

    public Dictionary<string, Actor> People { get; } = [];

    public List<(string Id, string AuthorId)> Reels { get; } = [];

    public List<(string Id, string ReelId)> Comments { get; } = [];

    public Dictionary<(string ReelId, string UserId), bool> Likes { get; } = [];

    public Dictionary<(string Follower, string Followee), bool> Follows { get; } = [];

    /// <summary>Waits until so many more writes were answered.</summary>
    public async Task Answers(int count, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        for (var i = 0; i < count; i++)
            await _answers.WaitAsync(timeout.Token);
    }

    /// <summary>Registers somebody and writes in their name until told to end; the write then under way is finished.</summary>
    public async Task Run(int worker, CancellationToken end)
    {
        var random = new Random(seed + worker);
        var me = await Register($"worker{worker}");
        for (var n = 1; !end.IsCancellationRequested; n++)
        {
            await Write(me, $"{worker}-{n}", random);
            if (n % 40 == 0)
                me = await Register($"worker{worker}.{n}");
        }
    }

    private Task Write(Actor me, string key, Random random) => random.Next(10) switch
    {
        < 3 => Done(() => me.PostReel(key, key), id => Reels.Add((id, me.Id))),
        < 5 when Any(Reels, random) is { Id: not null } reel => Comment(me, reel.Id, key),
        < 8 when Any(Reels, random) is { Id: not null } reel => Set(me, $"/api/likes/{reel.Id}", Likes, (reel.Id, me.Id), random),
        _ when Any(Reels, random) is { Id: not null } reel && reel.AuthorId != me.Id => Set(me, $"/api/users/{reel.AuthorId}/follow", Follows, (me.Id, reel.AuthorId), random),
        _ => Done(() => me.Upload(key), _ => { }),
    };

    private async Task<Actor> Register(string name) => await Done(() => Actor.Register(product.Client, name, key: name), me => People.Add(name, me));

    private Task<string> Comment(Actor me, string reelId, string key) =>
        Done(async () => (string)(await me.Post("/api/comments", new { reelId, text = key }, key))["id"]!, id => Comments.Add((id, reelId)));

    private Task<bool> Set(Actor me, string path, Dictionary<(string, string), bool> states, (string, string) state, Random random)
    {
        var on = random.Next(4) > 0;
        return Done(
            async () =>
            {
                await me.Set(on, path);
                return on;
            },
            _ => states[state] = on);
    }

    private async Task<T> Done<T>(Func<Task<T>> send, Action<T> note)
    {
        var answer = await product.Answered(send);
        lock (_gate)
            note(answer);
        _answers.Release();
        return answer;
    }

    private (string Id, string AuthorId) Any(List<(string Id, string AuthorId)> reels, Random random)
    {
        lock (_gate)
            return reels.Count == 0 ? default : reels[random.Next(reels.Count)];
    }
}
