using System.Text.Json.Nodes;
using MongoDB.Driver;
using Reels.Tests.Api;
using Reels.Tests.Processes;
using Reels.Tests.Real.S3;
using Xunit;

namespace Reels.Tests.Real;

/// <summary>
/// The built product in one process on the real engines, in a database and a bucket of its own, which are deleted after
/// it.
/// </summary>
internal sealed class RealProcess : IAsyncDisposable
{
    private readonly DataFolder _data = new();
    private readonly TestBucket _bucket;
    private readonly Dictionary<string, string?> _settings;

    private RealProcess(TestBucket bucket, IReadOnlyDictionary<string, string?> settings)
    {
        _bucket = bucket;
        _settings = new(StoresOfTests.RealSettings());
        foreach (var (name, value) in bucket.SettingsAt(TestBucket.Port).Concat(RealApp.Patient).Concat(settings))
            _settings[name] = value;
    }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Output => Process.Output;

    private ReelsProcess Process { get; set; } = null!;

    /// <param name="settings">These win over those that name the engines.</param>
    /// <param name="launcher">A command that replaces itself by the command after it.</param>
    public static async Task<RealProcess> StartAsync(IReadOnlyDictionary<string, string?> settings,
        params string[] launcher)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var started = new RealProcess(await TestBucket.CreateAsync(), settings);
        (started.Process, started.Client.BaseAddress) = await ReelsProcess.StartStandaloneAsync(
            $"{started._data}", launcher,
            ["Http:Budget=00:00:20", .. started._settings.Select(setting => $"{setting.Key}={setting.Value}")]);
        return started;
    }

    /// <summary>The status of readiness, and per engine whether it is up.</summary>
    public async Task<(int Status, Dictionary<string, string> Stores)> HealthAsync()
    {
        using var answer = await Client.GetAsync("/health/ready");
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((int)answer.StatusCode,
            body["stores"]!.AsObject().ToDictionary(store => store.Key, store => (string)store.Value!));
    }

    /// <summary>The lines of the log that have all of these texts.</summary>
    public string[] Lines(params string[] texts) =>
        [.. Output.Split('\n').Where(line => texts.All(text => line.Contains(text, StringComparison.Ordinal)))];

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Client.Dispose();
        using (var mongo = new MongoClient($"mongodb://{Servers.Host}"))
            await mongo.DropDatabaseAsync(_settings["MongoDB:Database"]);
        await _bucket.DisposeAsync();
        _data.Dispose();
    }
}
