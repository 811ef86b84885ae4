using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Profiles;

/// <summary>
/// Reads ranges of the search keys, and compares what it finds with the profiles: a key counts where it is the first of
/// the person's keys, as they are now, that the text finds.
/// </summary>
internal sealed class ProfileSearch(PeopleCollections people)
{
    /// <summary>
    /// Keys read for each place that is left on the page: a person may have several keys with one prefix.
    /// </summary>
    private const int KeysPerPlace = 2;

    private const int MinKeys = 20;

    public async Task<IReadOnlyList<SearchPosition>> FindAsync(SearchText text, SearchPosition? after, int limit,
        CancellationToken cancellationToken)
    {
        var found = new List<SearchPosition>();
        if (text.Exact is { } exact && (after is null || after.Value.Key.StartsWith(SearchKeys.ExactMark)))
        {
            var from = after is { } place ? SearchPlaces.IdOf(place) : SearchPlaces.StartOf(exact, isWord: false);
            await ReadAsync(text, from, SearchPlaces.EndOf(exact), limit, found, cancellationToken);
        }

        if (found.Count < limit && text.Prefix is { } prefix)
        {
            var from = after is { } place && !place.Key.StartsWith(SearchKeys.ExactMark)
                ? SearchPlaces.IdOf(place)
                : prefix;
            await ReadAsync(text, from, prefix + SearchPlaces.LastCharacter, limit, found, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return found;
    }

    private async Task ReadAsync(SearchText text, string from, string to, int limit, List<SearchPosition> found,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = Math.Max(MinKeys, KeysPerPlace * (limit - found.Count));
            var keys = await people.SearchKeys.FindAsync(SearchKeyQueries.Between(from, to), SearchKeyQueries.InOrder,
                count, cancellationToken);
            if (keys.Count > 0)
            {
                var users = await people.Users.FindAnyAsync(keys.Select(key => key.UserId), UserQueries.LiveByIds,
                    cancellationToken);
                var firsts = users.ToDictionary(user => user.Id, user => FirstOf(user, text));
                found.AddRange(keys.Where(key => firsts.GetValueOrDefault(key.UserId) == key.Id)
                    .Take(limit - found.Count).Select(key => SearchPlaces.Read(key.Id)));
            }

            if (found.Count == limit || keys.Count < count)
                return;
            from = keys[^1].Id;
        }
    }

    /// <summary>The id of the person's first key that the text finds: the exact one, or the least with the prefix.
    /// </summary>
    private static string? FirstOf(UserDocument user, SearchText text)
    {
        var keys = SearchKeys.Of(user.Username, user.Fullname);
        return LeastOf(user.Id, keys.Where(key => key.Text == text.Exact))
            ?? LeastOf(user.Id,
                keys.Where(key => text.Prefix is { } prefix && key.Text.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static string? LeastOf(string userId, IEnumerable<SearchKey> keys) => keys
        .Select(key => SearchPlaces.IdOf(new(key.Text, key.IsWord, userId)))
        .Order(Comparer<string>.Create(SearchPlaces.Compare))
        .FirstOrDefault();
}
