using System.Diagnostics;
using Xunit;

namespace Reels.Tests.Clients;

/// <summary>
/// Generators of clients in the folder that <c>REELS_CLIENT_TOOLS</c> names. They come from the network, so the tests
/// that need them are skipped where no one has installed them.
/// </summary>
internal static class ClientTools
{
    /// <summary>Restore, generate and compile together, on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string? Folder = Environment.GetEnvironmentVariable("REELS_CLIENT_TOOLS");

    /// <param name="tool">Such as <c>nswag</c>, or <c>node_modules</c>.</param>
    /// <returns>The path of the tool.</returns>
    public static string Require(string tool)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), "Needs the client generators, which .ci/run installs.");
        var path = Path.Combine(Folder!, tool);
        Assert.SkipUnless(Path.Exists(path), tool == "node_modules"
            ? "Needs Node.js and the packages of Tests/Clients/TypeScript, which .ci/run installs where npm is there."
            : $"Needs {tool}, which .ci/run installs where the package source can be reached.");
        return path;
    }

    /// <summary>Run a script with the tools in the path; its output. It fails with the script.</summary>
    public static async Task<string> BashAsync(string script, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", script, "bash", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = $"{Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["KIOTA_TELEMETRY_OPTOUT"] = "true",
                ["REDOCLY_TELEMETRY"] = "off",
                ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true",
                // No build server outlives the test.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
            },
        };
        using var bash = Process.Start(start)!;
        try
        {
            var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
            await bash.WaitForExitAsync().WaitAsync(Limit);
            Assert.True(bash.ExitCode == 0, $"{script}\n{await output}\n{await errors}");
            return await output;
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }
    }
}
