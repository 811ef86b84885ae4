using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Accounts;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Media;
using Reels.Silo.Stores.MongoDb.People;
using Reels.Silo.Stores.MongoDb.Profiles;

namespace Reels.Silo.Stores.MongoDb.Erasures;

/// <summary>
/// The mark in the profile's document commits a deletion, takes the person out of it and keeps the open erasure.
/// </summary>
internal sealed class MongoErasureStore(PeopleCollections people, NameClaims names, SessionEnds sessions,
    DroppedAvatars avatars, LostMedia media, MediaReferenceSets references) : IErasureStore
{
    private const int MaxAttempts = 16;

    public async ValueTask<bool> BeginAsync(
        string userId, DateTimeOffset now, DateTimeOffset nameHeldUntil, DateTimeOffset lookAgainAt,
        DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var user = await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken);
            if (user is null or { Deleted: not null })
            {
                await FinishAsync(user);
                return false;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var erasing = new ErasingDocument
            {
                Username = user.Username,
                At = now,
                NameHeldUntil = nameHeldUntil,
                LookAgainAt = lookAgainAt,
                Shard = Shards.Of(userId),
                LeaseUntil = leaseUntil,
            };
            var deleted = await people.Users.FindAndUpdateAsync(
                UserQueries.Unchanged(user), UserQueries.Delete(user, erasing));
            if (deleted is null)
                continue;
            await AfterCommit.RunAsync(() => FinishAsync(deleted));
            return true;
        }

        throw StoreUnavailableException.Contended();
    }

    public async ValueTask FinishBeginAsync(string userId, CancellationToken cancellationToken) =>
        await FinishAsync(await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken));

    public async ValueTask<Erasure?> GetAsync(string userId, CancellationToken cancellationToken) =>
        await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken) is { Erasing: { } erasing }
            ? new Erasure(userId, erasing.LookAgainAt)
            : null;

    public async ValueTask ExtendLeaseAsync(string userId, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await people.Users.UpdateOneAsync(UserQueries.Erasing(userId), UserQueries.ExtendLease(leaseUntil));
    }

    public async ValueTask<IReadOnlyList<string>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        [.. (await LapsedWork.ListAsync(shards, limit, user => user.Erasing!.Shard,
            (some, count) => people.Users.FindAsync(UserQueries.Lapsed(some, now), UserQueries.LongestLapsedFirst,
                count, cancellationToken))).Select(user => user.Id)];

    public async ValueTask<IReadOnlyList<string>> ListUnsweptAsync(DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        [.. (await people.Users.FindAsync(UserQueries.Unswept(now), null, limit, cancellationToken))
            .Select(user => user.Id)];

    public async ValueTask MarkSweptAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await people.Users.UpdateManyAsync(UserQueries.Erasing(userIds), UserQueries.MarkSwept);
    }

    public async ValueTask<bool> CloseAsync(string userId, CancellationToken cancellationToken)
    {
        var user = await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken);
        if (user?.Erasing is { } erasing)
        {
            await FinishAsync(user);
            await avatars.SettleAsync(user);
            if (!erasing.IsSwept || await media.HasQueuedAsync(userId, cancellationToken))
                return false;
            cancellationToken.ThrowIfCancellationRequested();
            // Again, because of writes that were under way when the account was deleted.
            await RemoveLeftoversAsync(userId);
            await media.ForgetAsync(userId);
            await references.ForgetAsync(userId);
            await people.Users.UpdateOneAsync(UserQueries.Erasing(userId), UserQueries.CloseErasure);
        }

        if (user?.Deleted is not null)
            await AfterCommit.RunAsync(() => people.Users.DeleteManyAsync(UserQueries.Over([userId])));
        return true;
    }

    public async ValueTask<int> ReleaseNamesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var held = await people.Names.FindAsync(
            NameQueries.HeldUpTo(now), NameQueries.FirstFree, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return held.Count == 0
            ? 0
            : (int)await people.Names.DeleteManyAsync(NameQueries.HeldUpTo(now, held.Select(name => name.Id)));
    }

    private async Task FinishAsync(UserDocument? user)
    {
        if (user?.Erasing is not { IsFinished: false } erasing)
            return;
        await names.HoldAsync(user.Id, erasing);
        await RemoveLeftoversAsync(user.Id);
        await sessions.EndAllAsync(user.Id, erasing.At);
        await avatars.SettleAsync(user);
        await people.Users.UpdateOneAsync(UserQueries.Erasing(user.Id), UserQueries.MarkFinished);
    }

    private async Task RemoveLeftoversAsync(string userId)
    {
        await people.Names.DeleteManyAsync(NameQueries.OfUser(userId));
        await people.RemoveAccountAsync(userId);
    }
}
