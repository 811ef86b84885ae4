using Reels.Tests.Api;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Real.Faults;

/// <summary>
/// The product under load while one of its databases is killed again and again: see <see cref="KillRun"/>.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private const int Workers = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("redis")]
    [InlineData("mongodb")]
    [InlineData("cassandra")]
    [InlineData("neo4j")]
    [InlineData("minio")]
    public async Task An_answered_write_exists_once_however_often_a_server_dies(string server)
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        ServerControl.Need();
        using var data = new DataFolder();
        await using var product = new Product($"{data}");
        await product.StartAsync();

        try
        {
            await new KillRun(product, Workers, Limit, output).RunAsync(
                (20, 60),
                async random =>
                {
                    await ServerControl.KillAsync(server);
                    await Task.Delay(random.Next(2_000));
                    await ServerControl.StartAsync(server);
                });
        }
        catch
        {
            output.WriteLine(product.Tail);
            throw;
        }
    }

    /// <summary>The standalone product on the databases. It stays up.</summary>
    private sealed class Product(string dataFolder) : ILoadedProduct, IAsyncDisposable
    {
        private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

        private readonly Uri _url = new($"http://127.0.0.1:{ReelsProcess.FreePort()}");
        private ReelsProcess? _process;

        public HttpClient Client => field ??= new() { BaseAddress = _url, Timeout = TimeSpan.FromSeconds(15) };

        public string Tail => _process?.Tail ?? "";

        public async Task StartAsync()
        {
            _process = ReelsProcess.Start("Standalone",
            [
                $"urls={_url}", "Management:Port=0", $"Data:Folder={dataFolder}",
                "FanOut:RecoveryInterval=00:00:00.5", "FanOut:Lease=00:00:02", "Auth:AccessTokenLifetime=01:00:00",
                .. StoresOfTests.RealSettings().Concat(Unlimited.Settings)
                    .Select(setting => $"{setting.Key}={setting.Value}"),
            ]);
            await _process.ServingAsync();
        }

        public async Task<T> AnsweredAsync<T>(Func<Task<T>> send)
        {
            for (var began = TimeProvider.System.GetTimestamp(); ;)
            {
                try
                {
                    return await send();
                }
                catch (Exception exception) when (TimeProvider.System.GetElapsedTime(began) < Limit
                    && exception is HttpRequestException or TaskCanceledException or IOException)
                {
                    await Task.Delay(Retry);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            if (_process is not null)
                await _process.DisposeAsync();
        }
    }
}
