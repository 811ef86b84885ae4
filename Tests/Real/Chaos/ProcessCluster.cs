using System.Diagnostics;
using Reels.Tests.Api;
using Reels.Tests.Processes;
using Reels.Tests.Real.S3;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// Silos and API nodes as processes of their own, on the engines of this machine. Its list of silos, its database of
/// MongoDB and its bucket are deleted after it.
/// </summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    /// <summary>
    /// Starting takes all of a processor for seconds. Elsewhere that is the processor of another machine: here it must
    /// not be taken from those that serve.
    /// </summary>
    private static readonly string[] Nice = ["/usr/bin/nice", "-n", "10"];

    private readonly string _id = "chaos-" + Guid.NewGuid().ToString("N");
    private readonly DataFolder _data = new();
    private readonly TestBucket _bucket;
    private readonly Dictionary<string, string?> _settings;

    private ProcessCluster(TestBucket bucket)
    {
        _bucket = bucket;
        _settings = new(StoresOfTests.RealSettings());
        foreach (var (name, value) in bucket.SettingsAt(TestBucket.Port))
            _settings[name] = value;
    }

    /// <summary>Those that run, the oldest first.</summary>
    public List<ReelsProcess> Silos { get; } = [];

    /// <summary>The port of each silo for other silos.</summary>
    public Dictionary<ReelsProcess, int> Ports { get; } = [];

    public List<(ReelsProcess Process, Uri Url)> Nodes { get; } = [];

    public static async Task<ProcessCluster> StartAsync(int silos, int nodes)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var cluster = new ProcessCluster(await TestBucket.CreateAsync());
        try
        {
            await cluster.AddAsync(silos, nodes);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <param name="launcher">A command that replaces itself by the command after it.</param>
    /// <param name="settings">These win over those of the cluster.</param>
    public async Task<ReelsProcess> StartSiloAsync(string[]? launcher = null, params string[] settings)
    {
        var port = ReelsProcess.FreePort();
        var silo = ReelsProcess.Start("Silo", [.. Nice, .. launcher ?? []],
            [
                .. Settings(), $"Silo:Port={port}", $"Silo:GatewayPort={ReelsProcess.FreePort()}",
                $"Management:Port={ReelsProcess.FreePort()}", .. settings,
            ]);
        await silo.ServingAsync();
        await SpeedUpAsync(silo);
        lock (Silos)
        {
            Silos.Add(silo);
            Ports.Add(silo, port);
        }

        return silo;
    }

    /// <param name="settings">These win over those of the cluster.</param>
    public async Task<(ReelsProcess Process, Uri Url)> StartNodeAsync(params string[] settings)
    {
        var process = ReelsProcess.Start("Api", Nice,
            [
                .. Settings(), "urls=http://127.0.0.1:0", "Management:Port=0", $"Data:Folder={_data}",
                .. Unlimited.Settings.Select(set => $"{set.Key}={set.Value}"), .. settings,
            ]);
        var node = (process, await process.ServingAsync());
        await SpeedUpAsync(process);
        lock (Nodes)
            Nodes.Add(node);
        return node;
    }

    public void Forget(ReelsProcess process)
    {
        lock (Silos)
            Silos.Remove(process);
        lock (Nodes)
            Nodes.RemoveAll(node => node.Process == process);
    }

    /// <summary>Kill a silo or a node with SIGKILL.</summary>
    public async Task KillAsync(ReelsProcess process)
    {
        Forget(process);
        await process.DisposeAsync();
    }

    /// <summary>
    /// Stop a silo or a node with SIGTERM; its exit code. The balancer notices within a fifth of a second.
    /// </summary>
    public async Task<int> StopAsync(ReelsProcess process)
    {
        await process.SignalAsync("TERM");
        await Task.Delay(TimeSpan.FromSeconds(0.2));
        Forget(process);
        var code = await process.ExitCodeAsync();
        await process.DisposeAsync();
        return code;
    }

    public async Task<bool> AreReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        (ReelsProcess Process, Uri Url)[] nodes;
        lock (Nodes)
            nodes = [.. Nodes];
        foreach (var (_, url) in nodes)
        {
            using var answer = await http.GetAsync(new Uri(url, "/health/ready"));
            if (!answer.IsSuccessStatusCode
                || (await answer.Content.ReadAsStringAsync()).Contains("\"down\"", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Delete the list of silos from Redis.</summary>
    public async Task<bool> ForgetSilosAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Host);
        return await redis.GetDatabase().KeyDeleteAsync($"reels/members/{_id}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Nodes.Select(node => node.Process).Concat(Silos).ToList())
            await process.DisposeAsync();
        using (var mongo = new MongoDB.Driver.MongoClient($"mongodb://{Servers.Host}"))
            await mongo.DropDatabaseAsync(_settings["MongoDB:Database"]);
        await ForgetSilosAsync();
        await _bucket.DisposeAsync();
        _data.Dispose();
    }

    private async Task AddAsync(int silos, int nodes)
    {
        for (var i = 0; i < silos; i++)
            await StartSiloAsync();
        for (var i = 0; i < nodes; i++)
            await StartNodeAsync();
        await Until.TrueAsync(AreReadyAsync, TimeSpan.FromMinutes(1));
    }

    /// <summary>Give each thread of a program that has started its full share, where the user may.</summary>
    private static async Task SpeedUpAsync(ReelsProcess process)
    {
        using var renice = Process.Start(new ProcessStartInfo("/usr/bin/renice",
            ["-n", "0", "-p", .. Directory.GetDirectories($"/proc/{process.Id}/task").Select(Path.GetFileName)!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await renice.WaitForExitAsync();
    }

    private IEnumerable<string> Settings() =>
        _settings.Select(set => $"{set.Key}={set.Value}").Append($"Cluster:Id={_id}");
}
