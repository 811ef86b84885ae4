using Xunit;

namespace Reels.Tests.Processes;

/// <summary>Rules of the start of each of the three programs.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ProgramTests : IDisposable
{
    private const string ReadOnlyDisk = "mount -t tmpfs -o ro tmpfs \"$1\" && shift && exec \"$@\"";
    private static readonly string[] Programs = ["Standalone", "Silo", "Api"];

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public Task Help_prints_the_usage_and_exits() => ForEachProgramAsync(async program =>
    {
        await using var process = ReelsProcess.Start(program, "help", $"Data:Folder={_data}");

        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.Contains($"Usage: Reels.{program} ", process.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{_data}"));
    });

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused_in_one_line()
    {
        var file = Path.Combine($"{_data}", "file");
        await File.WriteAllTextAsync(file, "no folder", TestContext.Current.CancellationToken);

        await ForEachProgramAsync(program => AssertRefusedAsync(program, file, launcher: []));
    }

    [Fact]
    public async Task A_data_folder_on_a_read_only_disk_is_refused_in_one_line()
    {
        await SmallDisk.SkipUnlessMountableAsync();

        await ForEachProgramAsync(program => AssertRefusedAsync(program, $"{_data}",
            [.. SmallDisk.Namespace, "sh", "-c", ReadOnlyDisk, "sh", $"{_data}"]));
    }

    [Fact]
    public async Task A_data_folder_without_permission_is_refused_in_one_line()
    {
        await SmallDisk.SkipUnlessMountableAsync();
        if (OperatingSystem.IsWindows())
            return;
        var folder = Directory.CreateDirectory(Path.Combine($"{_data}", "locked"), UnixFileMode.None);
        try
        {
            // In a user namespace without a mapped user not even root ignores permissions.
            await ForEachProgramAsync(program => AssertRefusedAsync(program, folder.FullName, ["unshare", "--user"]));
        }
        finally
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }

    private static Task ForEachProgramAsync(Func<string, Task> assert) => Task.WhenAll(Programs.Select(assert));

    private static async Task AssertRefusedAsync(string program, string folder, string[] launcher)
    {
        string[] ports = ["urls=http://127.0.0.1:0", "Management:Port=0", $"Silo:Port={ReelsProcess.FreePort()}",
            $"Silo:GatewayPort={ReelsProcess.FreePort()}"];
        await using var process = ReelsProcess.Start(program, launcher, [.. ports, $"Data:Folder={folder}"]);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(folder, Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }
}
