using System.Runtime.InteropServices;
using System.Text;

namespace Reels.Api.Media.Files;

/// <summary>Gives files names, durably and atomically, by system calls that .NET lacks.</summary>
internal static class DurableNames
{
    private const int ReadOnly = 0;
    private const int FileExists = 17; // EEXIST, the same on Linux and macOS

    /// <summary>
    /// Makes names in a directory durable (fsync of the directory). Windows journals names by itself.
    /// </summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Text(directory), ReadOnly);
        if (descriptor < 0)
            throw Failure("Syncing", directory);
        try
        {
            if (Fsync(descriptor) != 0)
                throw Failure("Syncing", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Gives a file a second name unless that name is taken, atomically. <see cref="File.Move(string, string, bool)"/>
    /// checks first and renames afterwards, so that two concurrent callers could both succeed.
    /// </summary>
    /// <returns>False if the name is taken.</returns>
    public static bool TryLink(string file, string name)
    {
        if (OperatingSystem.IsWindows())
            return TryMove(file, name); // atomic there
        if (Link(Text(file), Text(name)) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == FileExists ? false : throw Failure("Linking", name);
    }

    private static bool TryMove(string file, string name)
    {
        try
        {
            File.Move(file, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    private static IOException Failure(string action, string path) =>
        new($"{action} {path}: {Marshal.GetLastPInvokeErrorMessage()}");

    private static byte[] Text(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "open", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "link", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] file, byte[] name);
}
