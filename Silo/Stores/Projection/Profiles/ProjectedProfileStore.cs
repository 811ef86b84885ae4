using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Profiles;

/// <summary>
/// Profiles with a truth and a projection. The truth answers everything while it is available. Otherwise the projection
/// answers profiles by id, unless it lags; names and search need the truth.
/// </summary>
/// <remarks>
/// Other ports make and remove profiles, and don't know of the projection. A new person reaches it by
/// <see cref="BeginAsync"/>, a deleted one by the catch-up, and until its next look a silo doesn't know of that as a
/// lag.
/// </remarks>
internal sealed class ProjectedProfileStore(
    IProfileTruth truth, IProfileProjection projection, ILogger<ProjectedProfileStore> logger,
    TimeSpan callLimit)
    : ProjectedStore<ProfileRow>("profiles", truth, projection, logger, callLimit), IProfileStore
{
    private readonly IProfileTruth _truth = truth;
    private readonly IProfileProjection _projection = projection;

    public ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.GetManyAsync(userIds, token),
        token => _projection.GetManyAsync(userIds, token),
        cancellationToken);

    public async ValueTask BeginAsync(StoredProfile profile) => await TryPutAsync(ProfileRow.Of(profile));

    public ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken) =>
        _truth.FindIdByNameAsync(username, cancellationToken);

    public ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken) => _truth.SearchAsync(text, after, limit, cancellationToken);

    public async ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile,
        IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken)
    {
        var answer = await _truth.UpdateAsync(userId, change, unreferencedSince, cancellationToken);
        if (answer.Profile is { } profile)
            await ProjectAsync(ProfileRow.Of(profile));

        return answer;
    }
}
