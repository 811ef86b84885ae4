using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed class MongoRevocationStore(MongoEngine engine) : IRevocationStore
{
    private readonly MongoCollection<RevocationDocument> _revocations =
        engine.Collection<RevocationDocument>(RevocationQueries.Collection);

    /// <summary>Revokes each subject once. The server's clock is read just before the insert.</summary>
    public async Task AddAsync(IReadOnlyCollection<(Guid Subject, DateTimeOffset At)> revoked)
    {
        if (revoked.Count == 0)
            return;
        var now = await engine.NowAsync(CancellationToken.None);
        await _revocations.InsertNewAsync([.. revoked.Select(each =>
            new RevocationDocument { Id = each.Subject, At = each.At, StoredAt = now })]);
    }

    public async ValueTask<IReadOnlyList<Revocation>> ListAsync(RevocationPlace? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _revocations.FindAsync(
            RevocationQueries.After(after), RevocationQueries.InOrder, limit, cancellationToken))
            .Select(revocation => revocation.Revocation)];

    public async ValueTask<int> PurgeAsync(DateTimeOffset revokedBefore, int limit, CancellationToken cancellationToken)
    {
        var old = await _revocations.FindAsync(
            RevocationQueries.MadeBefore(revokedBefore), RevocationQueries.OldestFirst, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return old.Count == 0
            ? 0
            : (int)await _revocations.DeleteManyAsync(
                RevocationQueries.BySubjects(old.Select(revocation => revocation.Id)));
    }
}
