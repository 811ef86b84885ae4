using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Announcements;

/// <summary>
/// Finds out several times per cache life whether this silo hears of every change: whether the cluster still has it,
/// and how many announcements some silo has missed. While either can't be read, caches keep their values for one life.
/// </summary>
internal sealed partial class AnnouncementPoll(IClusterMembershipService membership, ILocalSiloDetails silo,
    IMissedAnnouncements missed, AnnouncedValues values, IOptions<CacheOptions> options,
    ILogger<AnnouncementPoll> log) : BackgroundService
{
    private readonly TimeSpan _interval = AnnouncedValues.IntervalOf(options.Value);
    private readonly TimeSpan _limit = AnnouncedValues.CertainFor(options.Value);

    /// <summary>Null until the first success: a silo that starts belongs to no cluster yet.</summary>
    private bool? _works;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_interval == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
                await PollAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limited.CancelAfter(_limit);
        try
        {
            var begunAt = values.Begin();
            var counting = missed.CountAsync(limited.Token).AsTask().WaitAsync(limited.Token);
            var refreshing = membership.Refresh(default, limited.Token).AsTask().WaitAsync(limited.Token);
            await Task.WhenAll(counting, refreshing);
            if (membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) == SiloStatus.Active)
                values.Heard(begunAt, await counting);
            if (_works == false)
                LogWorksAgain();
            _works = true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (_works == true)
            {
                LogFails(exception.GetType().Name);
                _works = false;
            }
        }
    }

    [LoggerMessage(1005, LogLevel.Information,
        "Whether announcements were missed could not be read ({Exception}): caches keep reels, people and blocks for "
        + "one cache life, without another message until it can")]
    private partial void LogFails(string exception);

    [LoggerMessage(1006, LogLevel.Information,
        "Whether announcements were missed can be read again: caches keep values until a change is announced")]
    private partial void LogWorksAgain();

    [LoggerMessage(1007, LogLevel.Debug, "The silo stops: its caches keep values for one cache life")]
    private partial void LogStopped();
}
