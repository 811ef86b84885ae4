namespace Reels.Silo.Stores.Resilience;

/// <summary>
/// Connects an engine and prepares its schema in the background, however long it is unavailable. Until then its ports
/// are unavailable. Ten silos that start concurrently prepare the same schema.
/// </summary>
/// <param name="engine">One of <see cref="Grains.Interfaces.Engines"/>.</param>
/// <param name="logger">Gets the first failure, and the success.</param>
internal abstract class EngineStart(string engine, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Engine => engine;

    /// <summary>Ends when calls are let through.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Tries once. What is there already is no failure.</summary>
    protected abstract Task PrepareAsync(CancellationToken stoppingToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await PrepareAsync(stoppingToken);
                logger.Prepared(engine);
                _ready.SetResult();
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (isFirst)
                    logger.NotPrepared(exception, engine);
            }

            await Task.Delay(Retry, stoppingToken);
        }
    }
}
