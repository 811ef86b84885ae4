using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// Reports the database as up if it can be read and its last transaction succeeded. The check itself writes nothing.
/// </summary>
internal sealed class SqliteHealth(EmbeddedDatabase database) : IStoreHealth
{
    public string Store => StorageFailure.Store;

    public async ValueTask<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !database.IsFailing
                && await database.ReadAsync(session => session["SELECT 1"].Number(), cancellationToken) == 1;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
