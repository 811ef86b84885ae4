namespace Reels.Api.Media.Files;

/// <summary>
/// Where an object's file is: <c>{root}/{folder}/{shard}/{name}</c>. The shard is the start of the name, so that
/// listing shard by shard lists in order; of media it is the upload's time to about three days.
/// </summary>
internal static class FilePath
{
    private const int ShardChars = 5;

    public static string Of(string root, string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return Path.Combine(root, key[..slash], ShardOf(key), key[(slash + 1)..]);
    }

    public static string ShardOf(string key)
    {
        var name = key.AsSpan(key.IndexOf('/', StringComparison.Ordinal) + 1);
        return name[..Math.Min(ShardChars, name.Length)].ToString();
    }
}
