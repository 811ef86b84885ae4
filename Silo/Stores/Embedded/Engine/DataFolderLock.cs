using Reels.Hosting;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// Locks a data folder for this process until disposed. The lock's file is never removed: two processes could then lock
/// different files.
/// </summary>
internal static class DataFolderLock
{
    public static FileStream Take(EmbeddedOptions options)
    {
        var folder = Path.GetFullPath(options.Folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedDataRefusedException($"The data folder {folder} can't be made: {exception.Message}",
                exception);
        }

        try
        {
            return new FileStream(options.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new EmbeddedDataRefusedException($"The data folder {folder} can't be written: {failure.Message}",
                failure);
        }
        catch (IOException failure)
        {
            throw new EmbeddedDataRefusedException(
                $"The data folder {folder} is in use by another process, or can't be written. Stop that process: one "
                + $"silo uses a data folder, and a silo with another folder has other data. ({failure.Message})",
                failure);
        }
    }
}

/// <summary>The data folder can't be used by this process.</summary>
internal sealed class EmbeddedDataRefusedException(string message, Exception? inner = null)
    : StartRefusedException(message, inner);
