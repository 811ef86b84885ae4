using Reels.Hosting;

namespace Reels.Silo.Hosting;

internal static class SiloUsage
{
    public static Usage Text { get; } = new(
        "Reels.Silo",
        "A silo of Reels: the grains and their stores, for API nodes.",
        5_082,
        [
            (Migration.Switch, "only prepare the stores, and exit"),
            (Verification.Switch, "only compare what the databases hold, and exit; with --repair, also repair it"),
            ("--Stores=Embedded", "where data are kept: Embedded (files), or Real (five databases)"),
            ("--Data:Folder=data", "folder of everything that is kept; used by one silo at a time"),
            ("--Silo:Port=11111", "port for other silos"),
            ("--Silo:GatewayPort=30000", "port for API nodes"),
            ("--Management:Port=5082", "port for operators: metrics and health"),
        ]);
}
