using Reels.Hosting;

namespace Reels.Standalone;

internal static class StandaloneUsage
{
    public static Usage Text { get; } = new(
        "Reels.Standalone",
        "Reels in one process: the HTTP API, the grains and their stores.",
        5_081,
        [
            ("--demo", "first fill an empty store with people, reels and the rest"),
            ("--urls=http://localhost:5080", "public addresses of the API, separated by semicolons"),
            ("--Data:Folder=data", "folder of everything that is kept"),
            ("--Management:Port=5081", "port for operators: dashboard, metrics, health"),
        ]);
}
