using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection;

namespace Reels.Silo.Stores.MongoDb.Blocks;

internal sealed record BlockDocument
{
    /// <summary>Blocker and blocked, with a colon between.</summary>
    public required string Id { get; init; }

    public required string Blocker { get; init; }

    public required string Blocked { get; init; }

    public bool On { get; init; }

    public DateTimeOffset Since { get; init; }

    public long Seq { get; init; }

    /// <summary>Names of the work that it still needs.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Null where nothing is pending, so that an index has pending blocks alone.</summary>
    public WorkLease? Open { get; init; }

    /// <summary>The id again while the projection may lack this row, so that an index has these rows alone.</summary>
    public string? Unprojected { get; init; }

    public Block Block => new(Blocker, Blocked, On, Since, Seq,
        PendingNames.Parse<BlockPending>(Pending));

    public static BlockDocument Of(Block block, DateTimeOffset leaseUntil) => new()
    {
        Id = BlockQueries.IdOf(block.Blocker, block.Blocked),
        Blocker = block.Blocker,
        Blocked = block.Blocked,
        On = block.On,
        Since = block.Since,
        Seq = block.Seq,
        Pending = PendingNames.Of(block.Pending),
        Open = block.Pending == BlockPending.None
            ? null
            : new() { Shard = Shards.Of(block.Blocker), LeaseUntil = leaseUntil },
        Unprojected = BlockQueries.IdOf(block.Blocker, block.Blocked),
    };
}

internal static class BlockQueries
{
    public const string Collection = "blocks";

    private static readonly FilterDefinitionBuilder<BlockDocument> Where = Builders<BlockDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<BlockDocument> Then = Builders<BlockDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"blocker": 1, "on": 1, "since": -1, "blocked": -1}"""),
        new(Collection, """{"blocked": 1, "on": 1}"""),
        new(Collection, """{"open.shard": 1, "open.leaseUntil": 1}""") { IsSparse = true },
        new(Collection, """{"unprojected": 1}""") { IsSparse = true },
    ];

    public static string IdOf(string blocker, string blocked) => $"{blocker}:{blocked}";

    public static FilterDefinition<BlockDocument> ById(string blocker, string blocked) =>
        Where.Eq(block => block.Id, IdOf(blocker, blocked));

    public static FilterDefinition<BlockDocument> ByIds(IEnumerable<string> ids) => Where.In(block => block.Id, ids);

    public static FilterDefinition<BlockDocument> OnByIds(IEnumerable<string> ids) =>
        ByIds(ids) & Where.Eq(block => block.On, true);

    public static FilterDefinition<BlockDocument> OnOf(string userId) =>
        (OfBlocker(userId) & Where.Eq(block => block.On, true))
            | (OfBlocked(userId) & Where.Eq(block => block.On, true));

    public static FilterDefinition<BlockDocument> WithSeq(string blocker, string blocked, long seq) =>
        ById(blocker, blocked) & Where.Eq(block => block.Seq, seq);

    public static FilterDefinition<BlockDocument> Older(BlockDocument block) =>
        Where.Eq(other => other.Id, block.Id) & Where.Lt(other => other.Seq, block.Seq);

    public static FilterDefinition<BlockDocument> Settled(BlockDocument block) =>
        WithSeq(block.Blocker, block.Blocked, block.Seq) & Where.Size(other => other.Pending, 0);

    public static FilterDefinition<BlockDocument> Pending(string blocker, string blocked, long seq) =>
        WithSeq(blocker, blocked, seq) & Where.Exists(block => block.Open);

    public static FilterDefinition<BlockDocument> OfBlocker(string blocker) =>
        Where.Eq(block => block.Blocker, blocker);

    public static FilterDefinition<BlockDocument> OfBlocked(string blocked) =>
        Where.Eq(block => block.Blocked, blocked);

    public static FilterDefinition<BlockDocument> OnBefore(string blocker, PersonPosition? before)
    {
        var on = OfBlocker(blocker) & Where.Eq(block => block.On, true);
        return before is not { } place
            ? on
            : on & (Where.Lt(block => block.Since, place.At)
                | (Where.Eq(block => block.Since, place.At) & Where.Lt(block => block.Blocked, place.UserId)));
    }

    public static SortDefinition<BlockDocument> NewestFirst => Builders<BlockDocument>.Sort
        .Descending(block => block.Since).Descending(block => block.Blocked);

    public static FilterDefinition<BlockDocument> Lapsed(IEnumerable<int> shards, DateTimeOffset now) =>
        Where.In(block => block.Open!.Shard, shards) & Where.Lt(block => block.Open!.LeaseUntil, now)
            & Where.Exists("pending.0");

    public static SortDefinition<BlockDocument> LongestLapsedFirst =>
        Builders<BlockDocument>.Sort.Ascending(block => block.Open!.LeaseUntil);

    public static FilterDefinition<BlockDocument> After(string id) => Where.Gt(block => block.Id, id);

    public static SortDefinition<BlockDocument> InOrder =>
        Builders<BlockDocument>.Sort.Ascending(block => block.Id);

    public static FilterDefinition<BlockDocument> Unprojected(string after) =>
        Where.Gt(block => block.Unprojected, after);

    public static SortDefinition<BlockDocument> ByUnprojected =>
        Builders<BlockDocument>.Sort.Ascending(block => block.Unprojected);

    public static UpdateDefinition<BlockDocument> Settle(BlockPending done) =>
        Then.PullAll(block => block.Pending, PendingNames.Of(done));

    public static UpdateDefinition<BlockDocument> Close => Then.Unset(block => block.Open);

    public static UpdateDefinition<BlockDocument> ExtendLease(DateTimeOffset leaseUntil) =>
        Then.Set(block => block.Open!.LeaseUntil, leaseUntil);

    public static UpdateDefinition<BlockDocument> MarkProjected => Then.Unset(block => block.Unprojected);
}
