using System.ComponentModel.DataAnnotations;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>The embedded database; section <c>Data</c>.</summary>
internal sealed class EmbeddedOptions
{
    public const string Section = "Data";

    /// <summary>
    /// Folder of the database file, its lock and all other files that one process keeps. Relative to the current
    /// directory.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Most writes in one transaction. In a larger group more callers share an fsync, and the first of them waits
    /// longer.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxGroup { get; set; } = 512;

    /// <summary>
    /// Most writes that wait. Further writes are refused immediately, so that an overload shows instead of piling up.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxQueue { get; set; } = 8_192;

    /// <summary>Read-only connections kept when idle. More are opened while more threads read concurrently.</summary>
    [Range(1, 256)]
    public int IdleReaders { get; set; } = 8;

    /// <summary>Page cache of each connection in KiB, in addition to the memory map.</summary>
    [Range(64, 1_048_576)]
    public int CacheKilobytes { get; set; } = 4_096;

    /// <summary>Bytes of the database file that are read through a memory map, shared by all connections.</summary>
    [Range(0, 1L << 40)]
    public long MapBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Pages of 4 KiB in the write-ahead log; at this number the writer moves them into the database file.
    /// </summary>
    [Range(100, 1_000_000)]
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>
    /// Whether a commit waits for the disk. Only tests turn it off: their data needn't survive a power cut.
    /// </summary>
    public bool WaitForDisk { get; set; } = true;

    internal string DatabaseFile => Path.Combine(Path.GetFullPath(Folder), "reels.db");

    internal string LogFile => DatabaseFile + "-wal";

    /// <summary>
    /// Bytes of the write-ahead log. Over this the writer waits a moment for readers, so that it can restart the log.
    /// </summary>
    internal long LogBytes => 4L * CheckpointPages * 4_096;

    internal string LockFile => Path.Combine(Path.GetFullPath(Folder), "reels.lock");
}
