using Reels.Hosting;

namespace Reels.Api.Hosting;

internal static class ApiUsage
{
    public static Usage Text { get; } = new(
        "Reels.Api",
        "An API node of Reels: serves the HTTP API, and calls the silos of this machine.",
        [
            ("--urls=http://localhost:5080", "public addresses, separated by semicolons"),
            ("--Silo:GatewayPort=30000", "loopback port of a silo"),
            ("--Data:Folder=data", "folder of the photos, the films and the root secret; the same as the silo's"),
            ("--Management:Port=5081", "port for operators: dashboard, metrics, health"),
        ]);
}
