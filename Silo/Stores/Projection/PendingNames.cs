namespace Reels.Silo.Stores.Projection;

/// <summary>
/// Work that a row still needs, as the names of its flags: databases keep names, for a number would change its meaning
/// with the order of the flags.
/// </summary>
internal static class PendingNames
{
    public static List<string> Of<TWork>(TWork pending)
        where TWork : struct, Enum =>
        [.. Enum.GetValues<TWork>().Where(one => !one.Equals(default(TWork)) && pending.HasFlag(one))
            .Select(one => one.ToString())];

    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static TWork Parse<TWork>(IReadOnlyCollection<string> names)
        where TWork : struct, Enum =>
        names.Count == 0 ? default : Enum.Parse<TWork>(string.Join(',', names));
}
