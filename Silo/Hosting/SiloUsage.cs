using Reels.Hosting;

namespace Reels.Silo.Hosting;

internal static class SiloUsage
{
    public static Usage Text { get; } = new(
        "Reels.Silo",
        "A silo of Reels: the grains and their stores, for API nodes on this machine.",
        [
            ("--Data:Folder=data", "folder of everything that is kept; used by one silo at a time"),
            ("--Silo:Port=11111", "loopback port for other silos"),
            ("--Silo:GatewayPort=30000", "loopback port for API nodes"),
            ("--Management:Port=5082", "port for operators: metrics and health"),
        ]);
}
