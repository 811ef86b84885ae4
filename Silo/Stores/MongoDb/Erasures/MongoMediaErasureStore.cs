using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Media;
using Reels.Silo.Stores.MongoDb.Profiles;

namespace Reels.Silo.Stores.MongoDb.Erasures;

internal sealed class MongoMediaErasureStore(LostMedia media, DroppedAvatars avatars) : IMediaErasureStore
{
    public async ValueTask QueueAsync(IReadOnlyCollection<string> mediaKeys, string ownerId,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await media.QueueAsync(mediaKeys, ownerId);
    }

    /// <summary>Queues first what a change of a profile didn't get to: nothing else asks for it.</summary>
    public async ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await avatars.SettleAnyAsync(limit, cancellationToken);
        return await media.ListQueuedAsync(limit, cancellationToken);
    }

    public async ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await media.RemoveQueuedAsync(mediaKeys);
    }
}
