using System.ComponentModel.DataAnnotations;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>The embedded database; bound to the section <c>Data</c>.</summary>
internal sealed class EmbeddedOptions
{
    public const string Section = "Data";

    /// <summary>
    /// Folder of the database file, its lock and everything else kept by one process. Relative to the current
    /// directory.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Most writes in one transaction. Larger groups share an fsync among more callers and make the first of them wait
    /// longer.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxGroup { get; set; } = 512;

    /// <summary>
    /// Most writes waiting. Beyond that a write is refused at once, so that an overload is seen instead of piling up.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxQueue { get; set; } = 8_192;

    /// <summary>Read-only connections kept when idle. More are opened while more threads read at once.</summary>
    [Range(1, 256)]
    public int IdleReaders { get; set; } = 8;

    /// <summary>Page cache of each connection in KiB, beside the memory map.</summary>
    [Range(64, 1_048_576)]
    public int CacheKilobytes { get; set; } = 4_096;

    /// <summary>Bytes of the database file that are read through a memory map, shared by all connections.</summary>
    [Range(0, 1L << 40)]
    public long MapBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Pages of 4 KiB in the write-ahead log at which they are moved into the database file, by the writer.
    /// </summary>
    [Range(100, 1_000_000)]
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>
    /// Whether a commit waits for the disk. Turned off only by tests, which don't need to outlive a power cut.
    /// </summary>
    public bool WaitForDisk { get; set; } = true;

    internal string DatabaseFile => Path.Combine(Path.GetFullPath(Folder), "reels.db");

    internal string LogFile => DatabaseFile + "-wal";

    /// <summary>
    /// Bytes of the write-ahead log over which the writer waits a moment for readers, so that the log can begin anew.
    /// </summary>
    internal long LogBytes => 4L * CheckpointPages * 4_096;

    internal string LockFile => Path.Combine(Path.GetFullPath(Folder), "reels.lock");
}
