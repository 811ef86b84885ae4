namespace Reels.Tests.Processes;

/// <summary>The standalone product at one address, killed and started again while clients use it.</summary>
internal sealed class Killable(string dataFolder) : ILoadedProduct, IAsyncDisposable
{
    private readonly Uri _url = new($"http://127.0.0.1:{ReelsProcess.FreePort()}");
    private ReelsProcess? _process;
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HttpClient Client => field ??= new() { BaseAddress = _url, Timeout = TimeSpan.FromSeconds(15) };

    public async Task StartAsync()
    {
        _process = ReelsProcess.Start("Standalone", $"urls={_url}", "Management:Port=0", $"Data:Folder={dataFolder}",
            "FanOut:RecoveryInterval=00:00:00.5", "FanOut:Lease=00:00:02", "RateLimits:Reads=0");
        await _process.ServingAsync();
        _up.SetResult();
    }

    public async Task KillAndStartAsync()
    {
        _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process!.KillAsync();
        await _process.DisposeAsync();
        await StartAsync();
    }

    public async Task<T> AnsweredAsync<T>(Func<Task<T>> send)
    {
        const int attempts = 100;
        for (var attempt = 1; ; attempt++)
        {
            await _up.Task;
            try
            {
                return await send();
            }
            catch (Exception exception) when (attempt < attempts
                && exception is HttpRequestException or TaskCanceledException or IOException)
            {
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
