using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Reels.Hosting;

namespace Reels.Api.Secrets;

/// <summary>The root secret in <c>{Data:Folder}/secrets/root.key</c>, for when none is configured.</summary>
internal static class RootSecretFile
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>
    /// Reads the secret, or creates it at the first start. Processes that start concurrently get the same secret.
    /// </summary>
    /// <exception cref="InvalidDataException">The file exists but is not a secret. It is not replaced, because a new
    /// secret would make everything signed with the old one invalid.</exception>
    /// <exception cref="DataFolderRefusedException">The folder or the file can't be read or written.</exception>
    public static RootSecret ReadOrCreate(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "secrets", "root.key");
        var bytes = DataFolderRefusedException.Guard(dataFolder, () => ReadOrCreate(dataFolder, file));
        return bytes.Length == RootSecret.Length
            ? new RootSecret(bytes)
            : throw new InvalidDataException(
                $"{file} must have {RootSecret.Length} bytes. Restore it from a backup; "
                    + "without it, issued tokens and media keys are invalid.");
    }

    private static byte[] ReadOrCreate(string dataFolder, string file)
    {
        if (!File.Exists(file))
            Create(dataFolder, Path.GetDirectoryName(file)!, file);
        return File.ReadAllBytes(file);
    }

    private static void Create(string dataFolder, string folder, string file)
    {
        Directory.CreateDirectory(dataFolder);
        var draft = Path.Combine(dataFolder, ".secrets-" + Guid.NewGuid().ToString("N"));
        CreateFolder(draft);
        try
        {
            Write(Path.Combine(draft, "root.key"), RandomNumberGenerator.GetBytes(RootSecret.Length));
            // Renaming a folder fails where a folder with content exists, so exactly one of two processes wins.
            // Renaming a file would replace the other's.
            Directory.Move(draft, folder);
        }
        catch (IOException) when (File.Exists(file))
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
    }

    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnlyFile;
        using var stream = new FileStream(path, options);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>The data on disk of this process; section <c>Data</c>.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>Folder of all data, relative to the working directory; created if it is missing.</summary>
    [Required]
    public string Folder { get; set; } = "data";
}
