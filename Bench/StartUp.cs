using System.Diagnostics;

namespace Reels.Bench;

/// <summary>
/// Time from the start of the process to its first answer, and its memory when idle. Compared with a process that does
/// nothing.
/// </summary>
internal static class StartUp
{
    public static async Task RunAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Reels.Standalone.dll");
        using var http = new HttpClient();
        for (var round = 1; round <= 3; round++)
        {
            var nothing = await NothingAsync();
            var folder = Directory.CreateTempSubdirectory("reels-start-");
            var (port, management) = (BenchServer.FreePort(), BenchServer.FreePort());
            var began = Stopwatch.GetTimestamp();
            string[] arguments = [program, $"--urls=http://127.0.0.1:{port}", $"--Management:Port={management}",
                $"--Data:Folder={folder.FullName}"];
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            try
            {
                await ServingAsync(http, new($"http://127.0.0.1:{port}/health/ready"));
                var serving = Stopwatch.GetElapsedTime(began);
                await Task.Delay(TimeSpan.FromSeconds(10));
                process.Refresh();
                Console.WriteLine(
                    $"round {round}: serving after {serving.TotalSeconds:N2} s "
                    + $"(`dotnet --version` {nothing.TotalSeconds:N2} s); "
                    + $"idle after 10 s: {process.WorkingSet64 >> 20:N0} MB resident");
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task<TimeSpan> NothingAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task ServingAsync(HttpClient http, Uri ready)
    {
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < TimeSpan.FromSeconds(60);)
        {
            try
            {
                using var answer = await http.GetAsync(ready);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(10);
            }
        }
        throw new TimeoutException("It did not serve within 60 s.");
    }
}
