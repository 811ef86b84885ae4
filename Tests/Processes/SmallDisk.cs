using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>
/// The product with a separate folder on a disk of a few megabytes: a tmpfs that it alone sees, in a mount namespace
/// that needs no root. The tmpfs ends with the process.
/// </summary>
internal sealed class SmallDisk(ReelsProcess process, Uri url, string folder) : IAsyncDisposable
{
    private const string Mounting = "mount -t tmpfs -o size=\"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";

    /// <summary>A command that runs the one after it as root of a namespace with mounts of its own.</summary>
    public static readonly string[] Namespace = ["unshare", "--user", "--map-root-user", "--mount"];

    public HttpClient Client { get; } = new() { BaseAddress = url };

    /// <param name="data">The product's data folder.</param>
    /// <param name="folder">The small disk: that folder, or one within.</param>
    public static async Task<SmallDisk> StartAsync(DataFolder data, string folder, int megabytes)
    {
        await SkipUnlessMountableAsync();
        Directory.CreateDirectory(folder);
        string[] launcher = [.. Namespace, "sh", "-c", Mounting, "sh", $"{megabytes}m", folder];
        // A small write-ahead log: otherwise its pages would serve for a while after all others are used up.
        var (process, url) = await ReelsProcess.StartStandaloneAsync($"{data}", launcher,
            ["Data:CheckpointPages=100", "RateLimits:Writes=0"]);
        return new(process, url, folder);
    }

    public static async Task SkipUnlessMountableAsync()
    {
        if (await RunAsync([.. Namespace, "sh", "-c", "mount -t tmpfs tmpfs /tmp"]) is { Length: > 0 } refused)
            Assert.Skip($"No disk can be mounted here: {refused}");
    }

    /// <summary>Fill all space, to the last page.</summary>
    public Task FillAsync() =>
        WithinAsync(
            "dd if=/dev/zero of=\"$0/ballast\" bs=64k 2>/dev/null; "
            + "dd if=/dev/zero of=\"$0/ballast.too\" bs=4k 2>/dev/null; ! df \"$0\" | grep -q ' 0% '");

    public Task ClearAsync() => WithinAsync("rm \"$0/ballast\" \"$0/ballast.too\"");

    public Task MakeReadOnlyAsync() => WithinAsync("mount -o remount,ro \"$0\"");

    public Task MakeWritableAsync() => WithinAsync("mount -o remount,rw \"$0\"");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }

    /// <param name="script">A script of sh; <c>$0</c> is the folder.</param>
    private async Task WithinAsync(string script)
    {
        var pid = process.Id.ToString(CultureInfo.InvariantCulture);
        Assert.Equal("",
            await RunAsync(
                ["nsenter", "--target", pid, "--user", "--mount", "--preserve-credentials", "sh", "-c", script,
                    folder]));
    }

    /// <returns>The error; empty where there is none.</returns>
    private static async Task<string> RunAsync(string[] command)
    {
        try
        {
            using var run = Process.Start(
                new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            var errors = await run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();
            return run.ExitCode == 0 ? "" : $"{command[0]} failed with {run.ExitCode} {errors.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
