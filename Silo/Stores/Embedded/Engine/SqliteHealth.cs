using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// The database is up where it can be read and its last write went through: what fails next is asked of the next write,
/// not of a health check.
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
