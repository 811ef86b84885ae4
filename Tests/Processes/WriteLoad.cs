namespace Reels.Tests.Processes;

/// <summary>People who write without a pause, each one write after another.</summary>
internal sealed class WriteLoad(ILoadedProduct product, int seed)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _answers = new(0);

    public Journal Journal { get; } = new();

    /// <summary>Wait until this many more writes were answered.</summary>
    public async Task AnswersAsync(int count, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        for (var i = 0; i < count; i++)
            await _answers.WaitAsync(timeout.Token);
    }

    /// <summary>Register a person and write as them until cancelled; the write in flight is finished.</summary>
    public async Task RunAsync(int worker, CancellationToken end)
    {
        var random = new Random(seed + worker);
        var me = await RegisterAsync($"worker{worker}");
        for (var n = 1; !end.IsCancellationRequested; n++)
        {
            await WriteAsync(me, $"{worker}-{n}", random);
            if (n % 40 == 0)
                me = await RegisterAsync($"worker{worker}.{n}");
        }
    }

    private Task WriteAsync(Actor me, string key, Random random) => random.Next(10) switch
    {
        < 3 => DoneAsync(() => me.PostReelAsync(key, key), id => Journal.Reels.Add((id, me.Id))),
        < 5 when Any(Journal.Reels, random) is { Id: not null } reel => CommentAsync(me, reel.Id, key),
        < 8 when Any(Journal.Reels, random) is { Id: not null } reel =>
            SetAsync(me, $"/api/likes/{reel.Id}", Journal.Likes, (reel.Id, me.Id), random),
        _ when Any(Journal.Reels, random) is { Id: not null } reel && reel.AuthorId != me.Id =>
            SetAsync(me, $"/api/users/{reel.AuthorId}/follow", Journal.Follows, (me.Id, reel.AuthorId), random),
        _ => DoneAsync(() => me.UploadAsync(key), _ => { }),
    };

    private async Task<Actor> RegisterAsync(string name) =>
        await DoneAsync(() => Actor.RegisterAsync(product.Client, name, key: name), me => Journal.People.Add(name, me));

    private Task<string> CommentAsync(Actor me, string reelId, string key) =>
        DoneAsync(async () => (string)(await me.PostAsync("/api/comments", new { reelId, text = key }, key))["id"]!,
            id => Journal.Comments.Add((id, reelId)));

    private Task<bool> SetAsync(Actor me, string path, Dictionary<(string, string), bool> states,
        (string, string) state, Random random)
    {
        var on = random.Next(4) > 0;
        return DoneAsync(
            async () =>
            {
                await me.SetAsync(on, path);
                return on;
            },
            _ => states[state] = on);
    }

    private async Task<T> DoneAsync<T>(Func<Task<T>> send, Action<T> note)
    {
        var answer = await product.AnsweredAsync(send);
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
