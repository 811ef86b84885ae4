using System.Text;
using MongoDB.Driver;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>
/// A key by which search may find a person. Keys are written before the name that they are of, and removed after it:
/// a reader compares them with the profile.
/// </summary>
internal sealed record SearchKeyDocument
{
    /// <summary>Key, kind and user. The engine orders ids by their bytes, as the search does.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>Of the newest state of the profile that was written with this key.</summary>
    public long Seq { get; init; }

    public static IEnumerable<SearchKeyDocument> Of(string userId, string username, string? fullname, long seq) =>
        SearchKeys.Of(username, fullname).Select(key => new SearchKeyDocument
        {
            Id = SearchPlaces.IdOf(new(key.Text, key.IsWord, userId)),
            UserId = userId,
            Seq = seq,
        });
}

/// <summary>Places in the list of all search keys, as ids of its documents.</summary>
internal static class SearchPlaces
{
    /// <summary>U+0001, which no name contains and which sorts before all that names contain.</summary>
    private const char Separator = '\u0001';

    /// <summary>U+10FFFF, which no name contains: it sorts after all texts that go on from a prefix.</summary>
    public const string LastCharacter = "\U0010FFFF";

    public static string IdOf(SearchPosition place) => StartOf(place.Key, place.IsWord) + place.UserId;

    /// <summary>Before all people with this key.</summary>
    public static string StartOf(string key, bool isWord) => $"{key}{Separator}{(isWord ? 1 : 0)}{Separator}";

    /// <summary>After all people with this key.</summary>
    public static string EndOf(string key) => $"{key}{Separator}{LastCharacter}";

    public static SearchPosition Read(string id)
    {
        var parts = id.Split(Separator);
        return new(parts[0], parts[1] == "1", parts[2]);
    }

    /// <summary>Compares as the engine does: by bytes, and not by code units of UTF-16.</summary>
    public static int Compare(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}

internal static class SearchKeyQueries
{
    public const string Collection = "searchKeys";

    private static readonly FilterDefinitionBuilder<SearchKeyDocument> Where = Builders<SearchKeyDocument>.Filter;

    public static readonly MongoIndex[] Indexes = [new(Collection, """{"userId": 1, "seq": 1}""")];

    public static SortDefinition<SearchKeyDocument> InOrder =>
        Builders<SearchKeyDocument>.Sort.Ascending(key => key.Id);

    public static FilterDefinition<SearchKeyDocument> Between(string after, string before) =>
        Where.Gt(key => key.Id, after) & Where.Lt(key => key.Id, before);

    public static FilterDefinition<SearchKeyDocument> Any(IEnumerable<string> ids) => Where.In(key => key.Id, ids);

    public static FilterDefinition<SearchKeyDocument> OfUser(string userId) => Where.Eq(key => key.UserId, userId);

    public static FilterDefinition<SearchKeyDocument> OfUserBefore(string userId, long seq) =>
        OfUser(userId) & Where.Lt(key => key.Seq, seq);

    public static UpdateDefinition<SearchKeyDocument> RaiseSeq(long seq) =>
        Builders<SearchKeyDocument>.Update.Max(key => key.Seq, seq);
}
