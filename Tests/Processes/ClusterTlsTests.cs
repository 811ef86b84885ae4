using System.Net;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>A silo and an API node with <c>Cluster:Tls</c>, which accept each other by their certificates.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ClusterTlsTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DataFolder _data = new();
    private readonly CertificateAuthority _authority = new();
    private readonly CertificateAuthority _stranger = new();
    private readonly string _gateway = $"Silo:GatewayPort={ReelsProcess.FreePort()}";
    private readonly List<ReelsProcess> _processes = [];

    /// <summary>Of the API node that was started last.</summary>
    private HttpClient _client = new();

    /// <summary>How an API node differs from the silo, and which side knows why.</summary>
    public static TheoryData<string, string, string> Strangers => new()
    {
        { "no TLS", "Silo", "doesn't speak TLS" },
        { "a certificate of a stranger", "Silo", "its certificate isn't accepted" },
        { "a certificate of a stranger", "Api", "refuse the certificate of this one" },
        { "trust in a stranger", "Api", "its certificate isn't accepted" },
    };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_serve()
    {
        var silo = await StartSiloAsync();
        var api = await StartApiAsync(_authority.ClusterTls());
        await Until.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.OK, Limit);

        var person = await Actor.RegisterAsync(_client, "person");
        var reel = await person.PostReelAsync("Encrypted");

        Assert.Equal(reel, (string)(await person.GetAsync("/api/reels/feed"))["items"]![0]!["id"]!);
        Assert.Equal(0, await api.StopAsync());
        Assert.Equal(0, await silo.StopAsync());
        Assert.All(_processes, process => Assert.Empty(Lines(process, "TLS")));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_node_without_the_certificate_never_connects(string difference, string knowing, string reason)
    {
        var silo = await StartSiloAsync();
        var api = await StartApiAsync(difference switch
        {
            "no TLS" => [],
            "a certificate of a stranger" => _stranger.ClusterTls(trusted: _authority),
            _ => _authority.ClusterTls(trusted: _stranger),
        });

        var failed = knowing == "Silo" ? silo : api;
        await Until.TrueAsync(() => Lines(failed, reason).Length > 0, Limit);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync());
        // Meanwhile the other one tries again every second.
        await StartApiAsync(_authority.ClusterTls());
        await Until.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.OK, Limit);

        Assert.Single(Lines(failed, reason));
        Assert.NotEmpty(Lines(api, "No silo answers"));
        Assert.All(_processes, process => Assert.InRange(Lines(process, "TLS").Length, 0, 1));
        Assert.All(_processes, process => Assert.Empty(Lines(process, "   at ")));
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Api")]
    public async Task A_missing_file_is_refused_in_one_line(string program)
    {
        File.Delete(_authority.KeyFile);
        await using var process = ReelsProcess.Start(program, [$"Data:Folder={_data}", "Management:Port=0",
            .. _authority.ClusterTls()]);

        Assert.Equal(1, await process.ExitCodeAsync());
        var line = Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Cluster:TlsKeyFile", line, StringComparison.Ordinal);
        Assert.Contains(_authority.KeyFile, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_certificate_counts_without_a_restart()
    {
        await StartSiloAsync();
        await StartApiAsync(_stranger.ClusterTls(trusted: _authority));
        await Until.TrueAsync(() => Lines(_processes[0], "its certificate isn't accepted").Length > 0, Limit);

        File.Copy(_authority.KeyFile, _stranger.KeyFile, overwrite: true);
        File.Copy(_authority.CertificateFile, _stranger.CertificateFile, overwrite: true);

        await Until.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.OK, Limit);
    }

    private async Task<ReelsProcess> StartSiloAsync()
    {
        var silo = ReelsProcess.Start("Silo", [$"Data:Folder={_data}", _gateway, "Management:Port=0",
            $"Silo:Port={ReelsProcess.FreePort()}", .. _authority.ClusterTls()]);
        _processes.Add(silo);
        await silo.ServingAsync();
        return silo;
    }

    private async Task<ReelsProcess> StartApiAsync(string[] settings)
    {
        var api = ReelsProcess.Start("Api", [$"Data:Folder={_data}", _gateway, "Management:Port=0",
            "urls=http://127.0.0.1:0", "Shutdown:Drain=00:00:00", .. settings]);
        _processes.Add(api);
        _client.Dispose();
        _client = new() { BaseAddress = await api.ServingAsync() };
        return api;
    }

    private async Task<HttpStatusCode> ReadyAsync() => (await _client.GetAsync("/health/ready")).StatusCode;

    private static string[] Lines(ReelsProcess process, string text) =>
        [.. process.Output.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal))];
}
