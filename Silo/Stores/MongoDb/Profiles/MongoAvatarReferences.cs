using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Profiles;

/// <summary>A profile with an avatar is its reference.</summary>
internal sealed class MongoAvatarReferences(PeopleCollections people, StoreId id) : IMediaReferences
{
    public async ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken)
    {
        var users = await people.Users.FindAnyAsync(mediaKeys, UserQueries.ByAvatars, cancellationToken);
        var referenced = users.Select(user => user.AvatarKey).ToHashSet();
        return [.. mediaKeys.Where(key => !referenced.Contains(key))];
    }

    public ValueTask<string> GetIdAsync(CancellationToken cancellationToken) => new(id.GetAsync(cancellationToken));
}
