using Reels.Hosting;

namespace Reels.Api.Hosting;

internal static class ApiUsage
{
    public static Usage Text { get; } = new(
        "Reels.Api",
        "An API node of Reels: serves the HTTP API, and calls the silos.",
        5_081,
        [
            ("--urls=http://localhost:5080", "public addresses, separated by semicolons"),
            ("--Stores=Embedded", "where the silos keep data: Embedded (files), or Real (five databases)"),
            ("--Silo:GatewayPort=30000", "loopback port of a silo"),
            ("--Data:Folder=data", "folder of the photos, the films and the root secret; the same as the silo's"),
            ("--Management:Port=5081", "port for operators: dashboard, metrics, health"),
        ]);
}
