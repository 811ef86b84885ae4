using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>A profile. A deleted one keeps its row, without the person, until its erasure is closed.</summary>
internal sealed record UserDocument
{
    public required string Id { get; init; }

    public string Username { get; init; } = "";

    public string? Fullname { get; init; }

    public string? Bio { get; init; }

    public string? AvatarKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public long Seq { get; init; }

    /// <summary>Rises with each new username; a claim of a name with a lower one is void.</summary>
    public long RenameFence { get; init; }

    /// <summary>The id again while the projection may lack this row, so that an index has these rows alone.</summary>
    public string? Unprojected { get; init; }

    /// <summary>Keys of earlier avatars that are not queued for erasure yet.</summary>
    public IReadOnlyList<string>? Dropped { get; init; }

    public bool? Deleted { get; init; }

    public ErasingDocument? Erasing { get; init; }

    /// <summary>As the projection gets it.</summary>
    public ProfileRow Row => Deleted is null ? ProfileRow.Of(Profile) : new(Id, Seq, null);

    public StoredProfile Profile => new(Id, Username, Fullname, Bio, AvatarKey, CreatedAt, Seq);
}

/// <summary>The open erasure of a deleted account.</summary>
internal sealed record ErasingDocument
{
    public required string Username { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset NameHeldUntil { get; init; }

    public DateTimeOffset LookAgainAt { get; init; }

    public int Shard { get; init; }

    public DateTimeOffset LeaseUntil { get; init; }

    public bool IsFinished { get; init; }

    public bool IsSwept { get; init; }
}

internal static class UserQueries
{
    public const string Collection = "users";

    private static readonly FilterDefinitionBuilder<UserDocument> Where = Builders<UserDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<UserDocument> Then = Builders<UserDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"unprojected": 1}""") { IsSparse = true },
        new(Collection, """{"dropped": 1}""") { IsSparse = true },
        new(Collection, """{"avatarKey": 1}""") { IsSparse = true },
        new(Collection, """{"erasing.shard": 1, "erasing.leaseUntil": 1}""") { IsSparse = true },
        new(Collection, """{"erasing.isSwept": 1, "erasing.lookAgainAt": 1}""") { IsSparse = true },
    ];

    private static FilterDefinition<UserDocument> Live => Where.Exists(user => user.Deleted, false);

    private static FilterDefinition<UserDocument> IsErasing => Where.Exists(user => user.Erasing);

    public static FilterDefinition<UserDocument> ById(string userId) => Where.Eq(user => user.Id, userId);

    public static FilterDefinition<UserDocument> LiveByIds(IEnumerable<string> userIds) =>
        Where.In(user => user.Id, userIds) & Live;

    public static FilterDefinition<UserDocument> ByAvatars(IEnumerable<string> mediaKeys) =>
        Where.In(user => user.AvatarKey, mediaKeys) & Live;

    public static FilterDefinition<UserDocument> After(string userId) => Where.Gt(user => user.Id, userId);

    public static SortDefinition<UserDocument> InOrder => Builders<UserDocument>.Sort.Ascending(user => user.Id);

    public static FilterDefinition<UserDocument> Unprojected(string after) =>
        Where.Gt(user => user.Unprojected, after);

    public static SortDefinition<UserDocument> ByUnprojected =>
        Builders<UserDocument>.Sort.Ascending(user => user.Unprojected);

    /// <summary>Deleted users whose erasure is closed, and whom the projection doesn't have any more.</summary>
    public static FilterDefinition<UserDocument> Over(IEnumerable<string> userIds) =>
        Where.In(user => user.Id, userIds) & Where.Eq(user => user.Deleted, true)
            & Where.Exists(user => user.Erasing, false) & Where.Exists(user => user.Unprojected, false);

    public static FilterDefinition<UserDocument> Dropping => Where.Exists("dropped.0");

    /// <summary>The row as it was read. A deletion raises the seq too.</summary>
    public static FilterDefinition<UserDocument> Unchanged(UserDocument user) => ById(user.Id)
        & Where.Eq(other => other.Seq, user.Seq) & Where.Eq(other => other.RenameFence, user.RenameFence);

    public static FilterDefinition<UserDocument> WithSeq(string userId, long seq) =>
        ById(userId) & Where.Eq(user => user.Seq, seq);

    public static FilterDefinition<UserDocument> WithFence(string userId, long fence) =>
        ById(userId) & Where.Eq(user => user.RenameFence, fence);

    public static FilterDefinition<UserDocument> Erasing(string userId) => ById(userId) & IsErasing;

    public static FilterDefinition<UserDocument> Erasing(IEnumerable<string> userIds) =>
        Where.In(user => user.Id, userIds) & IsErasing;

    public static FilterDefinition<UserDocument> Lapsed(IEnumerable<int> shards, DateTimeOffset now) =>
        Where.In(user => user.Erasing!.Shard, shards) & Where.Lt(user => user.Erasing!.LeaseUntil, now);

    public static SortDefinition<UserDocument> LongestLapsedFirst =>
        Builders<UserDocument>.Sort.Ascending(user => user.Erasing!.LeaseUntil);

    public static FilterDefinition<UserDocument> Unswept(DateTimeOffset now) =>
        Where.Eq(user => user.Erasing!.IsSwept, false) & Where.Lte(user => user.Erasing!.LookAgainAt, now);

    public static UpdateDefinition<UserDocument> ExtendLease(DateTimeOffset leaseUntil) =>
        Then.Set(user => user.Erasing!.LeaseUntil, leaseUntil);

    public static UpdateDefinition<UserDocument> MarkFinished => Then.Set(user => user.Erasing!.IsFinished, true);

    public static UpdateDefinition<UserDocument> MarkSwept => Then.Set(user => user.Erasing!.IsSwept, true);

    public static UpdateDefinition<UserDocument> CloseErasure => Then.Unset(user => user.Erasing);

    public static UpdateDefinition<UserDocument> SetFence(long fence) => Then.Set(user => user.RenameFence, fence);

    public static UpdateDefinition<UserDocument> MarkProjected => Then.Unset(user => user.Unprojected);

    public static UpdateDefinition<UserDocument> Queued(IEnumerable<string> mediaKeys) =>
        Then.PullAll(user => user.Dropped, mediaKeys);

    /// <summary>Fields of a new person. Nothing where the row is there.</summary>
    public static UpdateDefinition<UserDocument> Insert(string userId, string username, PersonDocument person) => Then
        .SetOnInsert(user => user.Username, username)
        .SetOnInsert(user => user.CreatedAt, person.CreatedAt)
        .SetOnInsert(user => user.Seq, 0)
        .SetOnInsert(user => user.RenameFence, 0)
        .SetOnInsert(user => user.Unprojected, userId)
        .SetUnlessNull(user => user.Fullname, person.Fullname)
        .SetUnlessNull(user => user.Bio, person.Bio);

    public static UpdateDefinition<UserDocument> Change(UserDocument before, StoredProfile after)
    {
        var update = Then
            .Set(user => user.Username, after.Username)
            .Set(user => user.Seq, before.Seq + 1)
            .Set(user => user.RenameFence, before.RenameFence + (after.Username == before.Username ? 0 : 1))
            .Set(user => user.Unprojected, before.Id)
            .SetOrUnset(user => user.Fullname, after.Fullname)
            .SetOrUnset(user => user.Bio, after.Bio)
            .SetOrUnset(user => user.AvatarKey, after.AvatarKey);
        return before.AvatarKey is { } last && last != after.AvatarKey
            ? update.AddToSet(user => user.Dropped, last)
            : update;
    }

    public static UpdateDefinition<UserDocument> Delete(UserDocument before, ErasingDocument erasing)
    {
        var update = Then
            .Set(user => user.Deleted, true)
            .Set(user => user.Erasing, erasing)
            .Set(user => user.Seq, before.Seq + 1)
            .Set(user => user.Unprojected, before.Id)
            .Unset(user => user.Username)
            .Unset(user => user.Fullname)
            .Unset(user => user.Bio)
            .Unset(user => user.AvatarKey)
            .Unset(user => user.CreatedAt);
        return before.AvatarKey is { } avatar ? update.AddToSet(user => user.Dropped, avatar) : update;
    }

    private static UpdateDefinition<UserDocument> SetUnlessNull(this UpdateDefinition<UserDocument> update,
        System.Linq.Expressions.Expression<Func<UserDocument, string?>> field, string? value) =>
        value is null ? update : update.SetOnInsert(field, value);

    private static UpdateDefinition<UserDocument> SetOrUnset(this UpdateDefinition<UserDocument> update,
        System.Linq.Expressions.Expression<Func<UserDocument, string?>> field, string? value) =>
        value is null ? update.Unset(new ExpressionFieldDefinition<UserDocument>(field)) : update.Set(field, value);
}
