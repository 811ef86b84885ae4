using System.Security.Cryptography;

namespace Reels.Api.Secrets;

/// <summary>Keeps the root secret in <c>{Data:Folder}/secrets/root.key</c> when none is configured.</summary>
internal static class RootSecretFile
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>
    /// Reads the secret, making it at the first start. Processes that start at the same time get the same one.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is there but is not a secret; it is never replaced, since that
    /// would void all it signed.</exception>
    public static RootSecret ReadOrCreate(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "secrets");
        var file = Path.Combine(folder, "root.key");
        if (!File.Exists(file))
            Create(dataFolder, folder, file);
        var bytes = File.ReadAllBytes(file);
        return bytes.Length == RootSecret.Length
            ? new RootSecret(bytes)
            : throw new InvalidDataException(
                $"{file} must hold {RootSecret.Length} bytes. Restore it from a backup; without it, issued tokens and media keys are void.");
    }

    private static void Create(string dataFolder, string folder, string file)
    {
        Directory.CreateDirectory(dataFolder);
        var draft = Path.Combine(dataFolder, ".secrets-" + Guid.NewGuid().ToString("N"));
        CreateFolder(draft);
        try
        {
            Write(Path.Combine(draft, "root.key"), RandomNumberGenerator.GetBytes(RootSecret.Length));
            // Renaming a folder fails where one with content stands, so of two processes exactly one wins; a file would
            // be replaced.
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
