using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Resilience;

/// <summary>
/// Connects an engine and prepares its schema in the background, however long it is unavailable. Until then its ports
/// are unavailable. Ten silos that start concurrently prepare the same schema.
/// </summary>
/// <param name="engine">One of <see cref="Grains.Interfaces.Engines"/>.</param>
/// <param name="logger">Gets the first failure of each kind, and the success.</param>
internal abstract class EngineStart(string engine, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Longer than for an engine that is unavailable: some lock a user for a while after wrong passwords, and other
    /// programs may have the right one.
    /// </summary>
    private static readonly TimeSpan RetryRefused = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Problem> _logged = [];

    private enum Problem
    {
        Unavailable,
        Untrusted,
        Refused,
    }

    public string Engine => engine;

    /// <summary>Ends when calls are let through.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Tries once. What is there already is no failure.</summary>
    protected abstract Task PrepareAsync(CancellationToken stoppingToken);

    /// <summary>Whether the driver says that the engine refuses the user or the password.</summary>
    protected abstract bool IsRefusal(Exception cause);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Problem problem;
            try
            {
                await PrepareAsync(stoppingToken);
                logger.Prepared(engine);
                _ready.SetResult();
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                problem = Log(exception);
            }

            await Task.Delay(problem == Problem.Refused ? RetryRefused : Retry, stoppingToken);
        }
    }

    private Problem Log(Exception failure)
    {
        var reason = TlsFailure.Find(failure);
        var problem = reason is not null ? Problem.Untrusted
            : TlsFailure.CausesOf(failure).Any(IsRefusal) ? Problem.Refused
            : Problem.Unavailable;
        if (!_logged.Add(problem))
            return problem;
        if (problem == Problem.Untrusted)
            logger.NotTrusted(engine, reason!);
        else if (problem == Problem.Refused)
            logger.Refused(engine, RetryRefused.TotalSeconds);
        else
            logger.NotPrepared(failure, engine);
        return problem;
    }
}
