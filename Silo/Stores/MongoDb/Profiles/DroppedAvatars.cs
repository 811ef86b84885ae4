using Reels.Silo.Stores.MongoDb.Media;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Profiles;

/// <summary>
/// Avatars that a profile has replaced. A profile is all that refers to its avatar, so the change that replaces it
/// notes the key in the same document. A key that is noted, or marked as lost, is no avatar again.
/// </summary>
internal sealed class DroppedAvatars(PeopleCollections people, LostMedia media)
{
    /// <summary>Queues the noted keys of a profile for erasure. Repeating it changes nothing.</summary>
    /// <returns>The keys.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(UserDocument user)
    {
        if (user.Dropped is not { Count: > 0 } keys)
            return [];
        await media.LoseAsync(keys, user.Id);
        await people.Users.UpdateOneAsync(UserQueries.ById(user.Id), UserQueries.Queued(keys));
        return keys;
    }

    /// <summary>Queues keys that a change noted and didn't get to.</summary>
    public async Task SettleAnyAsync(int limit, CancellationToken cancellationToken)
    {
        foreach (var user in await people.Users.FindAsync(UserQueries.Dropping, null, limit, cancellationToken))
            await SettleAsync(user);
    }

    /// <param name="user">Read before this call.</param>
    public async Task<bool> IsUsableAsync(UserDocument user, string key, DateTimeOffset uploadedAt,
        DateTimeOffset unreferencedSince, CancellationToken cancellationToken)
    {
        if (user.Dropped?.Contains(key) == true || await media.IsLostAsync(key, cancellationToken))
            return false;
        return uploadedAt >= unreferencedSince
            || await people.Users.FindOneAsync(UserQueries.ByAvatars([key]), cancellationToken) is not null;
    }
}
