using System.Diagnostics;
using Xunit;

namespace Reels.Tests.Real.Faults;

/// <summary>
/// Kills and starts the servers of the tests by a command of this machine, such as <c>docker compose</c>: it is called
/// as <c>command kill redis</c> and <c>command start redis</c>.
/// </summary>
internal static class ServerControl
{
    public const string Variable = "REELS_SERVER_CONTROL";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string? Command => Environment.GetEnvironmentVariable(Variable);

    public static void Need() => Assert.SkipWhen(
        string.IsNullOrEmpty(Command), $"Needs a command that kills and starts servers; {Variable} names it.");

    public static Task KillAsync(string server) => RunAsync("kill", server);

    public static Task StartAsync(string server) => RunAsync("start", server);

    private static async Task RunAsync(string verb, string server)
    {
        var parts = Command!.Split(' ');
        using var process = Process.Start(new ProcessStartInfo(parts[0], [.. parts[1..], verb, server])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{Command} {verb} {server} ended with {process.ExitCode}.");
    }
}
