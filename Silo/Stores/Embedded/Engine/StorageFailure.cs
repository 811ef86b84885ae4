using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using static SQLitePCL.raw;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>Distinguishes failures of the disk or the database file from mistakes in a query.</summary>
internal static class StorageFailure
{
    public const string Store = Engines.Embedded;

    public static bool Is(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: SQLITE_FULL or SQLITE_IOERR or SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_CORRUPT
            or SQLITE_NOTADB or SQLITE_NOMEM or SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL,
    };

    /// <summary>
    /// Whether a failed COMMIT may still be found after a crash: only if syncing its frames failed, because then they
    /// may be complete in the log.
    /// </summary>
    public static bool MayHaveCommitted(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: SQLITE_IOERR };

    public static StoreUnavailableException NothingWritten() => new(Store, outcomeUnknown: false);

    public static StoreUnavailableException OutcomeUnknown() => new(Store, outcomeUnknown: true);
}
