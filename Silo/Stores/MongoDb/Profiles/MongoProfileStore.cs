using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.People;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Silo.Stores.MongoDb.Profiles;

internal sealed class MongoProfileStore(
    PeopleCollections people, NameClaims names, ProfileSearch search, ProfileChanges changes) : IProfileTruth
{
    public async ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) =>
        [.. (await people.Users.FindAnyAsync(userIds, UserQueries.LiveByIds, cancellationToken))
            .Select(user => user.Profile)];

    /// <summary>This is the truth; <see cref="Projection.Profiles.ProjectedProfileStore"/> knows of a copy.</summary>
    public ValueTask BeginAsync(StoredProfile profile) => ValueTask.CompletedTask;

    public async ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken) =>
        (await names.FindOwnerAsync(username, cancellationToken))?.Id;

    public ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken) =>
        new(search.FindAsync(SearchText.Of(text), after, limit, cancellationToken));

    public ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile,
        IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken) =>
        new(changes.MakeAsync(userId, change, unreferencedSince, cancellationToken));

    public async ValueTask<IReadOnlyList<ProfileRow>> ListUnprojectedAsync(ProfileRow? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await people.Users.FindAsync(UserQueries.Unprojected(after?.UserId ?? ""), UserQueries.ByUnprojected,
            limit, cancellationToken)).Select(user => user.Row)];

    public async ValueTask<IReadOnlyList<ProfileRow>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await people.Users.FindAsync(UserQueries.After(after), UserQueries.InOrder, limit, cancellationToken))
            .Select(user => user.Row)];

    public async ValueTask MarkProjectedAsync(IReadOnlyList<ProfileRow> rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await people.Users.UpdateEachAsync(
            [.. rows.Select(row => (UserQueries.WithSeq(row.UserId, row.Seq), UserQueries.MarkProjected))]);
        if (rows.Any(row => row.Profile is null))
            await people.Users.DeleteManyAsync(UserQueries.Over(rows.Select(row => row.UserId)));
    }
}
