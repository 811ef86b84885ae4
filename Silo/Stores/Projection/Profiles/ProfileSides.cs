using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Profiles;

/// <summary>
/// The profiles as they are written. Accounts and external identities make them, and erasures remove them, in steps of
/// the same engine; each such step marks its row as not projected. A row's mark as projected is fenced by its seq.
/// </summary>
internal interface IProfileTruth : IProfileStore, ITruth<ProfileRow>;

/// <summary>
/// A copy of the profiles. Of a deleted one it keeps the id and the seq for at least an hour: an older row may still
/// arrive.
/// </summary>
internal interface IProfileProjection : IProjection<ProfileRow>
{
    /// <inheritdoc cref="IProfileStore.GetManyAsync"/>
    ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);
}

/// <param name="UserId">The key of the row.</param>
/// <param name="Seq">That of the profile; of a deleted one, higher than it ever had.</param>
/// <param name="Profile">Null where the person was deleted.</param>
internal sealed record ProfileRow(string UserId, long Seq, StoredProfile? Profile)
{
    public static ProfileRow Of(StoredProfile profile) => new(profile.UserId, profile.Seq, profile);
}
