using System.Diagnostics;
using System.Globalization;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// Cuts one silo off from the other silos, in both directions, by rules of the kernel: packets are dropped, and nobody
/// is refused. API nodes and databases still reach it. Needs root and <c>iptables</c>; disposing heals the cut.
/// </summary>
internal sealed class Partition : IAsyncDisposable
{
    /// <summary>The user that the silo runs as, by which the kernel knows its packets.</summary>
    private const string User = "12345";

    public static readonly string[] Launcher =
        ["/usr/bin/setpriv", "--reuid", User, "--clear-groups", "/usr/bin/env", "HOME=/tmp"];

    private readonly List<string[]> _rules = [];

    public static bool IsPossible =>
        Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/iptables") && File.Exists(Launcher[0]);

    /// <param name="silo">Started with <see cref="Launcher"/>.</param>
    /// <param name="others">Ports of the other silos.</param>
    public static async Task<Partition> StartAsync(int silo, IEnumerable<int> others)
    {
        var partition = new Partition();
        await partition.DropAsync("--dport", silo, isOwn: false);
        await partition.DropAsync("--sport", silo, isOwn: true);
        // Answers of the others on connections that the silo has opened still arrive, and are answers to nothing.
        foreach (var other in others)
            await partition.DropAsync("--dport", other, isOwn: true);

        return partition;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rule in _rules)
            await RunAsync(["-D", .. rule]);
    }

    private async Task DropAsync(string direction, int port, bool isOwn)
    {
        string[] rule =
        [
            "OUTPUT", "-o", "lo", "-p", "tcp", direction, port.ToString(CultureInfo.InvariantCulture), "-m", "owner",
            .. isOwn ? (string[])[] : ["!"], "--uid-owner", User, "-j", "DROP",
        ];
        await RunAsync(["-I", .. rule]);
        _rules.Add(rule);
    }

    private static async Task RunAsync(string[] arguments)
    {
        using var command = Process.Start("/usr/sbin/iptables", ["-w", .. arguments]);
        await command.WaitForExitAsync();
        if (command.ExitCode != 0)
            throw new InvalidOperationException($"iptables {string.Join(' ', arguments)} failed.");
    }
}
