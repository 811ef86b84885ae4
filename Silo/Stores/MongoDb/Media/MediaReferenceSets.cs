using System.Globalization;
using MongoDB.Driver;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Media;

/// <summary>
/// References to uploads that several things may have, in one document for each upload: so a new reference and the loss
/// of the last one can't both succeed. A thing refers before it is made, within <see cref="MaxWait"/>.
/// </summary>
/// <param name="time">Real time.</param>
internal sealed class MediaReferenceSets(MongoEngine engine, TimeProvider time)
{
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly MongoCollection<ReferencedMedia> _media =
        engine.Collection<ReferencedMedia>(ReferenceQueries.Collection);

    /// <returns>The value of the reference; null where the upload has lost its last one, or must have one and hasn't.
    /// </returns>
    public async Task<string?> AddAsync(string key, string ownerId, Guid holder, bool mustHaveOne)
    {
        var reference = string.Create(CultureInfo.InvariantCulture,
            $"{holder:N} {time.GetUtcNow().ToUnixTimeMilliseconds()} {Guid.NewGuid():N}");
        if (!mustHaveOne
            && await _media.InsertAsync(new() { Id = key, OwnerId = ownerId, References = [reference] }))
        {
            return reference;
        }

        return await _media.UpdateOneAsync(
            mustHaveOne ? ReferenceQueries.WithReference(key) : ReferenceQueries.NotLost(key),
            ReferenceQueries.Add(reference))
            ? reference
            : null;
    }

    /// <summary>Takes back a reference of a thing that was not made. The upload can be used again.</summary>
    public Task TakeBackAsync(string key, string reference) =>
        _media.UpdateOneAsync(ReferenceQueries.NotLost(key), ReferenceQueries.Remove([reference]));

    /// <summary>
    /// Removes the reference of a thing that ends. Returns whether the upload has none any more. Repeating it returns
    /// the same.
    /// </summary>
    /// <param name="which">Those of these things that are there.</param>
    public async Task<bool> RemoveAsync(string key, string reference,
        Func<IReadOnlyCollection<Guid>, Task<IReadOnlySet<Guid>>> which)
    {
        var media = await _media.FindAndUpdateAsync(ReferenceQueries.ByKey(key), ReferenceQueries.Remove([reference]));
        if (media is null)
            return false;
        if (media.References.Count > 0 && await FindDeadAsync(media, which) is { Count: > 0 } dead)
            await _media.UpdateOneAsync(ReferenceQueries.ByKey(key), ReferenceQueries.Remove(dead));
        return media.LostAt is not null
            || await _media.UpdateOneAsync(ReferenceQueries.Unreferenced(key),
                ReferenceQueries.Lose(time.GetUtcNow()));
    }

    public Task ForgetAsync(string ownerId) => _media.DeleteManyAsync(ReferenceQueries.OfOwner(ownerId));

    /// <summary>References that a crash has left: old ones of things that were not made.</summary>
    private async Task<IReadOnlyCollection<string>> FindDeadAsync(ReferencedMedia media,
        Func<IReadOnlyCollection<Guid>, Task<IReadOnlySet<Guid>>> which)
    {
        var before = (time.GetUtcNow() - (2 * MaxWait)).ToUnixTimeMilliseconds();
        var old = media.References.Select(value => (Value: value, Parts: value.Split(' ')))
            .Where(reference => long.Parse(reference.Parts[1], CultureInfo.InvariantCulture) < before)
            .Select(reference => (reference.Value, Holder: Guid.ParseExact(reference.Parts[0], "N")))
            .ToArray();
        if (old.Length == 0)
            return [];
        var there = await which([.. old.Select(reference => reference.Holder)]);
        return [.. old.Where(reference => !there.Contains(reference.Holder)).Select(reference => reference.Value)];
    }
}

internal sealed record ReferencedMedia
{
    /// <summary>The media key.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Holder, real time and a random number of each, as text.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>When the last reference was removed, by the clock of the silo.</summary>
    public DateTimeOffset? LostAt { get; init; }
}

internal static class ReferenceQueries
{
    public const string Collection = "mediaRefs";

    private static readonly FilterDefinitionBuilder<ReferencedMedia> Where = Builders<ReferencedMedia>.Filter;
    private static readonly UpdateDefinitionBuilder<ReferencedMedia> Then = Builders<ReferencedMedia>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"ownerId": 1}"""),
        new(Collection, """{"lostAt": 1}""") { ExpireAfter = MediaQueries.LostFor },
    ];

    public static FilterDefinition<ReferencedMedia> ByKey(string key) => Where.Eq(media => media.Id, key);

    public static FilterDefinition<ReferencedMedia> NotLost(string key) =>
        ByKey(key) & Where.Exists(media => media.LostAt, false);

    public static FilterDefinition<ReferencedMedia> WithReference(string key) =>
        NotLost(key) & Where.Exists("references.0");

    public static FilterDefinition<ReferencedMedia> Unreferenced(string key) =>
        NotLost(key) & Where.Size(media => media.References, 0);

    public static FilterDefinition<ReferencedMedia> OfOwner(string ownerId) =>
        Where.Eq(media => media.OwnerId, ownerId);

    public static UpdateDefinition<ReferencedMedia> Add(string reference) =>
        Then.AddToSet(media => media.References, reference);

    public static UpdateDefinition<ReferencedMedia> Remove(IEnumerable<string> references) =>
        Then.PullAll(media => media.References, references);

    public static UpdateDefinition<ReferencedMedia> Lose(DateTimeOffset now) => Then.Set(media => media.LostAt, now);
}
