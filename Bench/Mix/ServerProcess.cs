using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Reels.Bench.Mix;

/// <param name="Tokens">One for each person, in their order.</param>
/// <param name="Times">When each reel was posted, Unix time in ms: the second server gets those of the first.</param>
internal sealed record ServerInfo(Uri Address, string[] Tokens, long[] Times);

/// <param name="FinishAsync">Returns when the server has done what it has answered, in the background too.</param>
internal sealed record RunningServer(ServerInfo Info, IAsyncDisposable Server, Func<Task> FinishAsync);

/// <summary>
/// A server in a process of its own, so that its CPU time is its own. It ends when its input ends: also where this
/// process is killed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The verb of a process that is a server.</summary>
    public const string Verb = "mix-server";

    private const string Finish = "finish";

    private readonly Process _process;
    private readonly ServerInfo _info;

    private ServerProcess(string name, Process process, ServerInfo info)
    {
        Name = name;
        _process = process;
        _info = info;
    }

    public string Name { get; }

    public Uri Address => _info.Address;

    public long[] Times => _info.Times;

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Megabytes of memory that belong to the process alone; null where the system doesn't say.</summary>
    public double? AnonymousMegabytes =>
        File.Exists($"/proc/{_process.Id}/status")
        && File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(
            line => line.StartsWith("RssAnon:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                / 1024
            : null;

    public string TokenOf(int person) => _info.Tokens[person % MixData.People];

    /// <param name="name">Of the server.</param>
    /// <param name="first">The server whose times the new one takes; null: it makes its own.</param>
    /// <param name="arguments">Of the new process.</param>
    public static async Task<ServerProcess> StartAsync(string name, ServerProcess? first, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] own = Path.GetFileNameWithoutExtension(start.FileName) == "dotnet"
            ? [typeof(ServerProcess).Assembly.Location] : [];
        foreach (var argument in (string[])[.. own, Verb, name, .. arguments])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(first?.Times ?? []));
        await process.StandardInput.FlushAsync();
        var info = await ReadAsync(name, process, line => line.StartsWith('{'));
        return new(name, process, JsonSerializer.Deserialize<ServerInfo>(info)!);
    }

    /// <summary>
    /// The other end: prints what the first process must know, and a line for each that it gets, when the server has
    /// finished; runs until its input ends.
    /// </summary>
    public static async Task ServeAsync(Func<long[], Task<RunningServer>> start)
    {
        var times = JsonSerializer.Deserialize<long[]>((await Console.In.ReadLineAsync())!)!;
        var running = await start(times);
        await using (running.Server)
        {
            Console.WriteLine(JsonSerializer.Serialize(running.Info));
            while (await Console.In.ReadLineAsync() is { } line)
            {
                await running.FinishAsync();
                Console.WriteLine(line);
            }
        }
    }

    /// <inheritdoc cref="RunningServer"/>
    public async Task FinishAsync()
    {
        await _process.StandardInput.WriteLineAsync(Finish);
        await _process.StandardInput.FlushAsync();
        await ReadAsync(Name, _process, line => line == Finish);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>The first such line; those before it are printed.</summary>
    private static async Task<string> ReadAsync(string name, Process process, Func<string, bool> isIt)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (isIt(line))
                return line;
            Console.WriteLine(line);
        }

        throw new InvalidOperationException($"The server {name} has ended.");
    }
}
