using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces.Housekeeping;

namespace Reels.Grains.Housekeeping;

/// <summary>
/// Has each silo look after the reminder of housekeeping: at its start and every hour, since a table in memory loses
/// it together with a silo.
/// </summary>
internal sealed partial class HousekeepingSchedule(
    IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<HousekeepingSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Time between two attempts while the table of reminders is unavailable.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private bool _fails;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        while (true)
        {
            var isSet = await TryScheduleAsync(stoppingToken);
            await Task.Delay(isSet ? Interval : Retry, stoppingToken);
        }
    }

    /// <summary>Waits until the silo serves calls.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task<bool> TryScheduleAsync(CancellationToken stoppingToken)
    {
        try
        {
            await grains.GetGrain<IHousekeepingGrain>(0).Schedule().WaitAsync(stoppingToken);
            _fails = false;
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_fails)
                LogFailed(exception.GetType().Name);
            _fails = true;
            return false;
        }
    }

    [LoggerMessage(1032, LogLevel.Warning,
        "The reminder of housekeeping could not be set ({Exception}); trying again every minute, without another "
            + "message until it works. Until then no expired rows are removed")]
    private partial void LogFailed(string exception);
}
