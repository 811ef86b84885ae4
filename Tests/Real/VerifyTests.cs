using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Stores;
using Reels.Silo.Hosting;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Reels;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Engine;
using Reels.Silo.Stores.Redis.Likes;
using Reels.Tests.Api;
using Reels.Tests.Conformance;
using Reels.Tests.Processes;
using Reels.Tests.Real.Cassandra;
using Xunit;

namespace Reels.Tests.Real;

/// <summary>The built program compares and repairs what the databases hold, next to a process that has them open.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class VerifyTests : IAsyncLifetime
{
    private const string DropEdges = """
        MATCH (u:User {id: $user})-[r:FOLLOWS|BLOCKS]->()
        DELETE r
        WITH DISTINCT u
        SET u.seq = u.seq - 1, u.bio = 'older'
        """;

    private const string RemovePeople = "MATCH (u:User) WHERE u.id IN $ids DETACH DELETE u";

    private readonly string _keyspace = "reels_test_" + Some.User()[..12];
    private readonly string[] _people = Some.Users(2);
    private readonly StoredReel _reel;
    private string[] _settings = [];
    private WebApplication? _app;

    public VerifyTests() => _reel = Some.Reel(author: _people[0]);

    private IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        if (!Servers.AreRunning)
            return;
        _settings =
        [
            .. StoresOfTests.RealSettings().Append(new("Cassandra:Keyspace", _keyspace))
                .Select(setting => $"{setting.Key}={setting.Value}"),
        ];
        _app = StoreProcess.Build([.. _settings.Select(setting => "--" + setting)]);
        await _app.StartAsync();
        await StoreProcess.PrepareAsync(_app);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        await Port<Neo4jSession>().WriteAsync(RemovePeople.With(("ids", _people)), default);
        var database = Port<MongoEngine>().Database;
        await database.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
        await Port<ILikeTruth>().CloseAsync(_reel.Id, 10, default);
        await _app.StopAsync();
        await _app.DisposeAsync();
        await CassandraFixture.DropAsync(_keyspace);
    }

    [Fact]
    public async Task Damage_of_each_pair_is_found_and_repaired()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        await WriteAsync();
        await AssertRunAsync(0, ["verify"], "Everything that was compared agrees.");
        await DamageAsync();

        string[] found =
        [
            $"profiles {_people[0]}: the projection has seq -1",
            $"follows {_people[0]}:{_people[1]}: the projection lacks it",
            $"blocks {_people[0]}:{_people[1]}: the projection lacks it",
            $"likes {_reel.Id}: 99 is answered, the document says 1, and 1 rows are liked",
            $"reels {_reel.Id} of {_people[0]}: not counted in its author's list, no reference to {_reel.Media.Key}",
        ];
        await AssertRunAsync(1, ["verify"],
            [.. found, $"lists {_people[0]}: counts 1 reels, and has 0", "Some rows differ"]);
        await AssertRunAsync(0, ["verify", "repair"], [.. found, "; repaired", "Everything that was compared agrees."]);
        await AssertRunAsync(0, ["verify"], "Everything that was compared agrees.");

        Assert.Equal(1, (await Port<ILikeStore>().CountsAsync([_reel.Id], default))[_reel.Id]);
        Assert.Equal(1, (await Port<IReelStore>().CountByAuthorsAsync([_people[0]], default))[_people[0]]);
        Assert.Equal([_reel.Id],
            (await Port<IReelStore>().ListByAuthorAsync(_people[0], null, 10, default)).Select(place => place.Id));
        Assert.Contains(_people[1],
            await Port<IFollowProjection>().WhichFollowedAsync(_people[0], [_people[1]], default));
    }

    private T Port<T>()
        where T : notnull => Services.GetRequiredService<T>();

    private async Task WriteAsync()
    {
        foreach (var person in _people)
        {
            await Port<IAccountStore>().RegisterAsync(
                new NewAccount(person, Some.Username(), "hash", null, Some.Now, null), default);
        }

        var (one, other) = (_people[0], _people[1]);
        await Port<IFollowStore>().SetAsync(
            new(one, other, true, Some.Now, Some.Now, Some.Now, 1, EdgePending.None), Some.Now, default);
        await Port<IBlockStore>().SetAsync(new(one, other, true, Some.Now, 1, BlockPending.None), Some.Now, default);
        await Port<IReelStore>().PostAsync(_reel, Some.ADayBefore, Some.Now, default);
        await Port<IOutbox>().RemoveAsync(
            new(one, _reel.Id, OutboxKind.Post, _reel.CreatedAt, ""), default);
        await Port<ILikeStore>().BeginAsync(_reel.Id, Some.Now, default);
        await Port<ILikeStore>().ApplyAsync(_reel.Id, [new(other, true, Some.Now)], default);
    }

    private async Task DamageAsync()
    {
        await Port<Neo4jSession>().WriteAsync(DropEdges.With(("user", _people[0])), default);
        await Port<RedisConnection>().WriteAsync(
            database => database.StringSetAsync(LikeKeys.Count(_reel.Id), 99), default);
        await Port<CassandraSession>().WriteAsync(
            AuthorQueries.Withdraw.With(_people[0], _reel.CreatedAt, _reel.Id), default);
        await Port<CassandraSession>().WriteAsync(
            CqlText.With("DELETE FROM media_refs WHERE media_key = ? AND reel_id = ? AND created_at = ?",
                _reel.Media.Key, _reel.Id, _reel.CreatedAt),
            default);
    }

    private async Task AssertRunAsync(int code, string[] switches, params string[] lines)
    {
        await using var process = ReelsProcess.Start("Silo", [.. switches, .. _settings]);
        var exit = await process.ExitCodeAsync();
        Assert.All(lines, line => Assert.Contains(line, process.Output, StringComparison.Ordinal));
        Assert.True(exit == code, process.Output);
    }
}
