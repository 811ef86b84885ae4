using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Tests.Api;
using Reels.Tests.Real.MongoDb;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Real.Likes;

/// <summary>
/// The whole product over HTTP while Redis loses its data. No answered like or unlike may be lost as long as its silo
/// lives, also where Redis lost it before it was drained: in the end each person has the state of their last answered
/// request. A request that is answered with 503 is repeated.
/// </summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class LostRedisTests(LostRedisTests.App app) : IClassFixture<LostRedisTests.App>
{
    private const int People = 5;
    private const int Reels = 3;
    private const int Losses = 2;

    /// <summary>Answers between two events.</summary>
    private const int Progress = 40;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public enum Loss
    {
        /// <summary>Another server takes its place.</summary>
        Empty,

        /// <summary>An older file, or a replica that was behind.</summary>
        Older,

        /// <summary>It is empty for a while, and gets the older file then.</summary>
        EmptyThenOlder,
    }

    [Theory]
    [InlineData(Loss.Empty)]
    [InlineData(Loss.Older)]
    [InlineData(Loss.EmptyThenOlder)]
    public async Task No_answered_like_is_lost_while_Redis_loses_data(Loss loss)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => app.SignUpAsync()));
        var reels = new string[Reels];
        for (var i = 0; i < Reels; i++)
            reels[i] = (await people[0].PostReelAsync()).Text("id");
        var load = new Load(people, reels);

        await load.GoOnAsync(Progress);
        await DrainedAsync(reels, people);
        for (var i = 0; i < Losses; i++)
        {
            var older = await app.Redis.KeepAsync();
            await load.GoOnAsync(Progress);
            if (loss != Loss.Older)
                await app.Redis.EmptyAsync();
            if (loss == Loss.EmptyThenOlder)
                await load.GoOnAsync(Progress / 2);
            if (loss != Loss.Empty)
                await app.Redis.GoBackAsync(older);
            await load.GoOnAsync(Progress);
        }

        // The last answers are milliseconds old when Redis loses them, and nobody repeats them.
        var last = await app.Redis.KeepAsync();
        await load.GoOnAsync(Progress);
        var answered = await load.EndAsync();
        await (loss == Loss.Empty ? app.Redis.EmptyAsync() : app.Redis.GoBackAsync(last));

        foreach (var reel in reels)
        {
            var likers = people.Where(person => answered[(person, reel)]).ToArray();
            foreach (var person in people)
                await EndsAsync(person, reel, likers.Length, likers.Contains(person));
        }
    }

    private static async Task EndsAsync(Member person, string reel, int count, bool liked)
    {
        (long?, bool?) seen = default;
        try
        {
            await Until.TrueAsync(
                async () => (seen = await SeeAsync(person, $"/api/reels/{reel}", "likes")) == (count, liked)
                    && (seen = await SeeAsync(person, $"/api/likes/{reel}", "likes")) == (count, liked),
                Limit);
        }
        catch (TimeoutException)
        {
            Assert.Equal((count, liked), seen);
        }
    }

    /// <summary>Nulls where the answer is a problem, or doesn't know.</summary>
    private static async Task<(long? Count, bool? Liked)> SeeAsync(Member person, string path, string count)
    {
        using var answer = await person.GetAsync(path);
        if (!answer.IsSuccessStatusCode)
            return default;
        var json = await answer.JsonAsync();
        return (json.GetProperty(count) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null,
            json.GetProperty("likedByMe") is { ValueKind: not JsonValueKind.Null } liked ? liked.GetBoolean() : null);
    }

    /// <summary>Return when MongoDB has some of the likes.</summary>
    private Task DrainedAsync(string[] reels, Member[] people)
    {
        var projection = app.Services.GetRequiredService<ILikeProjection>();
        return Until.TrueAsync(
            async () => (await projection.GetRowsAsync(
                [.. reels.Select(Guid.Parse)], [.. people.Select(person => person.Id)], default)).Count > 0,
            Limit);
    }

    public sealed class App : RealApp
    {
        private const int Database = 9;

        internal RedisData Redis { get; } = new(Database);

        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(base.Settings) { ["Redis:Database"] = $"{Database}" };

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (Servers.AreRunning)
                await Redis.EmptyAsync();
            await Redis.DisposeAsync();
        }
    }

    /// <summary>Each person likes and unlikes each reel, again and again, one request after the other.</summary>
    private sealed class Load
    {
        private readonly Dictionary<(Member, string), Task<bool>> _loops = [];
        private int _answers;
        private volatile bool _ends;

        public Load(Member[] people, string[] reels)
        {
            foreach (var person in people)
            {
                foreach (var reel in reels)
                    _loops[(person, reel)] = Task.Run(() => RunAsync(person, reel));
            }
        }

        /// <summary>Return when so many more requests were answered.</summary>
        public Task GoOnAsync(int answers)
        {
            var goal = Volatile.Read(ref _answers) + answers;
            return Until.TrueAsync(
                () => Volatile.Read(ref _answers) >= goal || _loops.Values.Any(loop => loop.IsFaulted), Limit);
        }

        /// <summary>The last answered state of each person and reel.</summary>
        public async Task<Dictionary<(Member, string), bool>> EndAsync()
        {
            _ends = true;
            var states = new Dictionary<(Member, string), bool>();
            foreach (var (place, loop) in _loops)
                states[place] = await loop;
            return states;
        }

        private async Task<bool> RunAsync(Member person, string reel)
        {
            var liked = false;
            while (!_ends)
            {
                liked = !liked;
                while (!await TryAsync(person, reel, liked))
                    await Task.Delay(20);
                Interlocked.Increment(ref _answers);
            }

            return liked;
        }

        private static async Task<bool> TryAsync(Member person, string reel, bool liked)
        {
            using var answer = await (liked
                ? person.PostAsync($"/api/likes/{reel}")
                : person.DeleteAsync($"/api/likes/{reel}"));
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            Assert.Equal(liked, (await answer.JsonAsync()).GetProperty("likedByMe").GetBoolean());
            return true;
        }
    }

    /// <summary>All keys of one database of the server, and no other.</summary>
    internal sealed class RedisData(int database) : IAsyncDisposable
    {
        private const string Keep = """
            local kept = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
                kept[#kept + 1] = key
                kept[#kept + 1] = redis.call('DUMP', key)
                kept[#kept + 1] = redis.call('PEXPIRETIME', key)
            end
            return kept
            """;

        private const string GoBack = """
            redis.call('FLUSHDB')
            for place = 1, #ARGV, 3 do
                redis.call('RESTORE', ARGV[place], math.max(0, tonumber(ARGV[place + 2])), ARGV[place + 1], 'ABSTTL')
            end
            """;

        private readonly Lazy<Task<ConnectionMultiplexer>> _server = new(
            () => ConnectionMultiplexer.ConnectAsync($"{Servers.Host}:6379"));

        public async Task<RedisValue[]> KeepAsync() => (RedisValue[])(await RunAsync(Keep, []))!;

        public Task EmptyAsync() => RunAsync("redis.call('FLUSHDB')", []);

        /// <summary>Set the database back to what it was, in one step.</summary>
        public Task GoBackAsync(RedisValue[] kept) => RunAsync(GoBack, kept);

        public async ValueTask DisposeAsync()
        {
            if (_server.IsValueCreated)
                await (await _server.Value).DisposeAsync();
        }

        private async Task<RedisResult> RunAsync(string script, RedisValue[] values) =>
            await (await _server.Value).GetDatabase(database).ScriptEvaluateAsync(script, values: values);
    }
}
