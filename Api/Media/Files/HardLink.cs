using System.Runtime.InteropServices;
using System.Text;

namespace Reels.Api.Media.Files;

/// <summary>
/// Gives a file a second name unless that name is taken, atomically. <see cref="File.Move(string, string, bool)"/>
/// looks first and renames then, so that of two at once both win.
/// </summary>
internal static class HardLink
{
    private const int Exists = 17; // EEXIST, the same on Linux and macOS

    /// <summary>False if the name is taken.</summary>
    public static bool TryMake(string file, string name)
    {
        if (OperatingSystem.IsWindows())
            return TryMove(file, name); // atomic there
        if (Link(Text(file), Text(name)) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == Exists ? false
            : throw new IOException($"Linking {name}: {Marshal.GetLastPInvokeErrorMessage()}");
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

    private static byte[] Text(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "link", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] file, byte[] name);
}
