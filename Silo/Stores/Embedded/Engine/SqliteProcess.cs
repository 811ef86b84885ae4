using SQLitePCL;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>Settings of SQLite that hold for the whole process.</summary>
internal static class SqliteProcess
{
    private static readonly Lazy<int> Configured = new(() =>
    {
        Batteries_V2.Init();
        return raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    });

    /// <summary>
    /// Turns off the statistics of memory, which nothing reads: each allocation of each connection takes their one
    /// lock, so that two concurrent readers are little faster than one. Without effect where the process has used
    /// SQLite before.
    /// </summary>
    public static void Configure() => _ = Configured.Value;
}
