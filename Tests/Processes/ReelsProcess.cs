using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reels.Tests.Architecture;

namespace Reels.Tests.Processes;

/// <summary>One built program of the product, started as its users start it. Disposing kills it.</summary>
internal sealed class ReelsProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();

    private ReelsProcess(string project, IEnumerable<string> settings, IEnumerable<string> launcher)
    {
        string[] command = [.. launcher, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec",
            PathOf(project), .. settings.Select(setting => "--" + setting)];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException($"{project} has exited."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The complete console output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The last 20 lines of the output, each up to 300 characters.</summary>
    public string Tail => string.Join('\n',
        Output.Split('\n').TakeLast(20).Select(line => line[..Math.Min(line.Length, 300)]));

    /// <summary>Milliseconds from the start of the process to its first line about serving.</summary>
    public TimeSpan TimeToServing { get; private set; }

    /// <param name="project">Such as <c>Standalone</c>.</param>
    /// <param name="settings">Such as <c>Data:Folder=/tmp/x</c>.</param>
    public static ReelsProcess Start(string project, params string[] settings) => new(project, settings, launcher: []);

    /// <inheritdoc cref="StartStandaloneAsync(string, IEnumerable{string}, string[])"/>
    public static ReelsProcess Start(string project, IEnumerable<string> launcher, string[] settings) =>
        new(project, settings, launcher);

    /// <summary>Starts the product in one process on free ports.</summary>
    public static Task<(ReelsProcess Process, Uri Url)> StartStandaloneAsync(string dataFolder,
        params string[] settings) => StartStandaloneAsync(dataFolder, launcher: [], settings);

    /// <param name="launcher">A command that replaces itself by the command after it, for instance in another
    /// namespace.</param>
    public static async Task<(ReelsProcess Process, Uri Url)> StartStandaloneAsync(string dataFolder,
        IEnumerable<string> launcher, string[] settings)
    {
        var process = new ReelsProcess("Standalone",
            ["urls=http://127.0.0.1:0", "Management:Port=0", $"Data:Folder={dataFolder}", .. settings], launcher);
        return (process, await process.ServingAsync());
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The address in its first line about serving.</summary>
    public async Task<Uri> ServingAsync()
    {
        try
        {
            return await _serving.Task.WaitAsync(Limit);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"It did not come to serve.\n{Output}", exception);
        }
    }

    /// <summary>Send SIGTERM; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitCodeAsync();
    }

    /// <summary>Send a signal, such as STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill",
            ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Send SIGKILL: the program cannot write anything more.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static string PathOf(string project)
    {
        if (Environment.GetEnvironmentVariable("REELS_PROGRAMS") is { Length: > 0 } folder)
            return Path.Combine(folder, project, $"Reels.{project}.dll");
        var configuration = new DirectoryInfo(
            AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        return Repository.PathOf($"{project}/bin/{configuration}/net10.0/Reels.{project}.dll");
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        const string serving = " at http";
        if (line.IndexOf(serving, StringComparison.Ordinal) is var at and >= 0
            && Uri.TryCreate(line[(at + " at ".Length)..], UriKind.Absolute, out var url))
        {
            TimeToServing = Stopwatch.GetElapsedTime(_started);
            _serving.TrySetResult(url);
        }
    }
}
