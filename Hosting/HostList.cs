namespace Reels.Hosting;

/// <summary>Settings that name several hosts, separated by commas.</summary>
public static class HostList
{
    /// <summary>The hosts, without spaces around them and without empty ones.</summary>
    public static string[] Split(string hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        return hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
