namespace Reels.Api.Media.Files;

/// <summary>
/// Path of an object's file: <c>{root}/{folder}/{shard}/{name}</c>, with the first part of the key as the folder and
/// the rest as the name. The shard is the start of the name, so that listing shard by shard is in order of keys; a
/// shard of media covers the uploads of about three days.
/// </summary>
internal static class FilePath
{
    private const int ShardChars = 5;

    /// <summary>Stands for further slashes of a key, in which it doesn't occur, so that folders stay few.</summary>
    private const char Slash = '~';

    public static string Of(string root, string key)
    {
        var name = RestAfterFolder(key).Replace('/', Slash);
        return Path.Combine(root, FolderOf(key), ShardOf(name), name);
    }

    /// <summary>The first part of the key, which has a slash.</summary>
    public static string FolderOf(string key) => key[..key.IndexOf('/', StringComparison.Ordinal)];

    public static string KeyOf(string folder, string name) => $"{folder}/{RestOf(name)}";

    /// <summary>The part of the key after its folder, or its start, of a file's or a shard's name.</summary>
    public static string RestOf(string name) => name.Replace(Slash, '/');

    /// <summary>Whether all files of the shard come before this key, and before all that begin with it.</summary>
    public static bool IsBefore(string shard, string key) =>
        string.CompareOrdinal(RestOf(shard), ShardOf(RestAfterFolder(key))) < 0;

    private static string RestAfterFolder(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string ShardOf(string name) => name[..Math.Min(ShardChars, name.Length)];
}
