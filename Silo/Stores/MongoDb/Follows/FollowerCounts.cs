using MongoDB.Driver;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Follows;

/// <summary>
/// Counts of follows. Numbers of followers up to <see cref="Step"/> are counted by each read, larger ones are those of
/// <c>followCounts</c>, which <see cref="FollowRecount"/> writes. Followees are few, and always counted.
/// </summary>
/// <param name="engine">The database.</param>
/// <param name="step">Entries of an index that one command reads; tests have fewer.</param>
internal sealed class FollowerCounts(MongoEngine engine, int step = FollowerCounts.Step)
{
    public const int Step = 10_000;

    private readonly MongoCollection<FollowDocument> _follows =
        engine.Collection<FollowDocument>(FollowQueries.Collection);

    private readonly MongoCollection<FollowCountDocument> _counts =
        engine.Collection<FollowCountDocument>(FollowCountQueries.Collection);

    public async Task<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken) =>
        await _follows.CountAsync(FollowQueries.OnOfFollowee(userId), limit + 1, cancellationToken) > limit;

    public async Task<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken) =>
        await _follows.CountAsync(FollowQueries.OnOfFollower(userId), limit + 1, cancellationToken) > limit;

    public async Task<IReadOnlyDictionary<string, FollowCounts>> ReadAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => (await Task.WhenAll(userIds.Distinct().Select(async userId =>
    {
        var followers = FollowersAsync(userId, cancellationToken);
        var following = _follows.CountAsync(FollowQueries.OnOfFollower(userId), null, cancellationToken);
        return (userId, new FollowCounts(await followers, await following));
    }))).ToDictionary();

    public async Task<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _counts.FindAsync(FollowCountQueries.Below(after), FollowCountQueries.MostFollowersFirst, limit,
            cancellationToken)).Select(count => new SuggestionPosition(count.Followers, count.Id))];

    /// <summary>Those whose followers are few, or were last counted before this time.</summary>
    public async Task<IReadOnlyCollection<string>> WithoutRecentAsync(IEnumerable<string> userIds,
        DateTimeOffset before, CancellationToken cancellationToken)
    {
        var left = userIds.ToHashSet();
        var found = await _counts.FindAnyAsync(left, FollowCountQueries.ByIds, cancellationToken);
        left.ExceptWith(found.Where(count => count.Followers > step && count.At >= before).Select(count => count.Id));
        return left;
    }

    /// <summary>Counts all followers, however many there are, in bounded commands.</summary>
    public async Task<long> CountAllAsync(string userId, CancellationToken cancellationToken)
    {
        string? last = null;
        for (var counted = 0L; ; counted += step)
        {
            // Rarely more than one command.
            var rest = FollowQueries.OnOfFollowee(userId, last);
            if (await _follows.CountAsync(rest, step + 1, cancellationToken) is var more && more <= step)
                return counted + more;
            last = (await _follows.FindFieldAsync(rest, edge => edge.FollowerId, FollowQueries.ByFollower, 1,
                cancellationToken, skip: step - 1)) is [var end] ? end.FollowerId : last;
        }
    }

    /// <summary>Stores these counts where there is none, or an older one. Returns whose counts are stored.</summary>
    public async Task<IReadOnlySet<string>> StoreAsync(IReadOnlyList<FollowCountDocument> counts)
    {
        await _counts.InsertNewAsync(counts);
        await _counts.UpdateEachAsync(
            [.. counts.Select(count => (FollowCountQueries.Older(count), FollowCountQueries.Set(count)))]);
        var stored = await _counts.FindAnyAsync(
            counts.Select(count => count.Id), FollowCountQueries.ByIds, CancellationToken.None);
        return stored.IntersectBy(counts.Select(count => (count.Id, count.At)), count => (count.Id, count.At))
            .Select(count => count.Id).ToHashSet();
    }

    public Task RemoveAsync(string userId) => _counts.DeleteOneAsync(FollowCountQueries.ById(userId));

    /// <summary>Removes counts of people without followers, once no older count can be stored.</summary>
    public Task RemoveZerosAsync(DateTimeOffset before) => _counts.DeleteManyAsync(FollowCountQueries.Zeros(before));

    private async Task<long> FollowersAsync(string userId, CancellationToken cancellationToken)
    {
        var counted = await _follows.CountAsync(FollowQueries.OnOfFollowee(userId), step + 1, cancellationToken);
        if (counted <= step)
            return counted;
        var stored = await _counts.FindOneAsync(FollowCountQueries.ById(userId), cancellationToken);
        return Math.Max(counted, stored?.Followers ?? 0);
    }
}

/// <summary>How many followers a person had at a time.</summary>
internal sealed record FollowCountDocument
{
    /// <summary>User id.</summary>
    public required string Id { get; init; }

    public long Followers { get; init; }

    /// <summary>When the count began, by the clock of the server.</summary>
    public DateTimeOffset At { get; init; }
}

internal static class FollowCountQueries
{
    public const string Collection = "followCounts";

    private static readonly FilterDefinitionBuilder<FollowCountDocument> Where = Builders<FollowCountDocument>.Filter;

    public static readonly MongoIndex[] Indexes = [new(Collection, """{"followers": -1, "_id": -1}""")];

    public static FilterDefinition<FollowCountDocument> ById(string userId) => Where.Eq(count => count.Id, userId);

    public static FilterDefinition<FollowCountDocument> ByIds(IEnumerable<string> userIds) =>
        Where.In(count => count.Id, userIds);

    public static FilterDefinition<FollowCountDocument> Older(FollowCountDocument count) =>
        ById(count.Id) & Where.Lt(other => other.At, count.At);

    public static FilterDefinition<FollowCountDocument> Below(SuggestionPosition? after) =>
        after is not { } place
            ? Where.Gt(count => count.Followers, 0)
            : Where.Gt(count => count.Followers, 0) & (Where.Lt(count => count.Followers, place.Number)
                | (Where.Eq(count => count.Followers, place.Number) & Where.Lt(count => count.Id, place.UserId)));

    public static FilterDefinition<FollowCountDocument> Zeros(DateTimeOffset before) =>
        Where.Eq(count => count.Followers, 0) & Where.Lt(count => count.At, before);

    public static UpdateDefinition<FollowCountDocument> Set(FollowCountDocument count) =>
        Builders<FollowCountDocument>.Update.Set(other => other.Followers, count.Followers)
            .Set(other => other.At, count.At);

    public static SortDefinition<FollowCountDocument> MostFollowersFirst => Builders<FollowCountDocument>.Sort
        .Descending(count => count.Followers).Descending(count => count.Id);
}
