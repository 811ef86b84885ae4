using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Announcements;

/// <summary>
/// Announces to every live silo: one message per silo for all announcements that wait, after one refresh of the
/// membership view for all of them.
/// </summary>
internal sealed partial class Announcer : BackgroundService
{
    /// <summary>Announcements in one message: at most some 30 KB.</summary>
    private const int BatchLimit = 256;

    /// <summary>Most time for one silo to acknowledge. A silo that died is out of the view within this.</summary>
    private static readonly TimeSpan AcknowledgeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Time by which a timer may fire early: it counts in ticks of the system, 1 to 16 ms.</summary>
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(16);

    private readonly IClusterMembershipService _membership;
    private readonly TimelineRelays _relays;
    private readonly CacheOptions _caches;
    private readonly ILogger<Announcer> _log;
    private readonly SharedRead<bool> _countingMissed;
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private bool _viewFails;

    public Announcer(IClusterMembershipService membership, TimelineRelays relays, IMissedAnnouncements missed,
        IOptions<CacheOptions> caches, ILogger<Announcer> log)
    {
        ArgumentNullException.ThrowIfNull(caches);
        (_membership, _relays, _caches, _log) = (membership, relays, caches.Value, log);
        _countingMissed = new(() => TimeLimits.RunAsync(
            async limit =>
            {
                await missed.AddAsync(limit);
                return true;
            }));
    }

    /// <summary>
    /// True when every silo that was live after this call began has acknowledged. False: announce again later;
    /// repeating is harmless.
    /// </summary>
    public Task<bool> AnnounceAsync(Announcement announcement)
    {
        var waiting = new Waiting(announcement, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting))
            waiting.Acknowledged.SetResult(false);
        return waiting.Acknowledged.Task;
    }

    /// <summary>
    /// Completes when no cache of any silo serves what it had before: when every silo has acknowledged, or one cache
    /// life after the call, where some silo hasn't. That one then finds out by itself that it missed something
    /// (<see cref="AnnouncedValues"/>).
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some silo hasn't acknowledged, and can't be told. Repeat the
    /// call.</exception>
    public async Task AnnounceOrExpireAsync(Announcement announcement)
    {
        var announced = AnnounceAsync(announcement);
        var lifeEnds = DelayAsync(_caches.Life);
        var late = DelayAsync(AnnouncedValues.IntervalOf(_caches));
        if (await Task.WhenAny(announced, late) == announced && await announced)
            return;
        try
        {
            await _countingMissed.JoinAsync();
        }
        catch (StoreUnavailableException)
        {
            if (!await announced)
                throw;
            return;
        }

        var expired = Task.WhenAll(lifeEnds, DelayAsync(AnnouncedValues.CertainFor(_caches)));
        if (await Task.WhenAny(announced, expired) == announced && !await announced)
            await expired;
    }

    /// <summary>
    /// As <see cref="AnnounceOrExpireAsync"/>, but never fails: it logs that some silo can't be told.
    /// </summary>
    public async Task AnnounceOrLogAsync(Announcement announcement)
    {
        try
        {
            await AnnounceOrExpireAsync(announcement);
        }
        catch (StoreUnavailableException)
        {
            LogMissed(announcement.Kind, _caches.AnnouncedLife);
        }
    }

    private static Task DelayAsync(TimeSpan time) => Task.Delay(time + TimerTick, CancellationToken.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
                await AnnounceWaitingAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var waiting))
                waiting.Acknowledged.SetResult(false);
        }
    }

    private async Task AnnounceWaitingAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>();
        while (batch.Count < BatchLimit && _waiting.Reader.TryRead(out var waiting))
            batch.Add(waiting);
        var all = false;
        try
        {
            // After the batch was taken: a silo that joins later loads its timelines after these rows became durable.
            var fresh = await RefreshViewAsync(stoppingToken);
            ImmutableArray<Announcement> announcements = [.. batch.Select(waiting => waiting.Announcement)];
            var acknowledged = await Task.WhenAll(
                LiveSilos().Select(silo => SendAsync(silo, announcements, stoppingToken)));
            all = fresh && acknowledged.All(yes => yes);
        }
        finally
        {
            foreach (var waiting in batch)
                waiting.Acknowledged.SetResult(all);
        }
    }

    private async Task<bool> RefreshViewAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _membership.Refresh(default, stoppingToken).AsTask().WaitAsync(AcknowledgeLimit, stoppingToken);
            if (_viewFails)
                LogViewRefreshed();
            _viewFails = false;
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_viewFails)
                LogViewNotRefreshed(exception.GetType().Name);
            _viewFails = true;
            return false;
        }
    }

    private IEnumerable<SiloAddress> LiveSilos() =>
        _membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping)
            .Select(member => member.SiloAddress);

    private async Task<bool> SendAsync(SiloAddress silo, ImmutableArray<Announcement> announcements,
        CancellationToken stoppingToken)
    {
        try
        {
            await _relays.On(silo).Announce(announcements).WaitAsync(AcknowledgeLimit, stoppingToken);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // A silo that shuts down takes its timelines with it: those load again elsewhere.
            var leaving = _membership.CurrentSnapshot.GetSiloStatus(silo) != SiloStatus.Active;
            if (!leaving)
                LogNotAcknowledged(exception, silo, announcements.Length);
            return leaving;
        }
    }

    private sealed record Waiting(Announcement Announcement, TaskCompletionSource<bool> Acknowledged);

    [LoggerMessage(1001, LogLevel.Information,
        "The announcer stops; recovery announces what it has left in the outbox")]
    private partial void LogStopping();

    [LoggerMessage(1002, LogLevel.Warning,
        "The membership view could not be refreshed ({Exception}); announcing to the last known silos, and again "
        + "later, without another message until it works")]
    private partial void LogViewNotRefreshed(string exception);

    [LoggerMessage(1008, LogLevel.Warning,
        "Some silo may have missed a change of kind {Kind}, and could not be told: it may show what was before for up "
        + "to {Life}")]
    private partial void LogMissed(AnnouncementKind kind, TimeSpan life);

    [LoggerMessage(1004, LogLevel.Information, "The membership view is refreshed again")]
    private partial void LogViewRefreshed();

    [LoggerMessage(1003, LogLevel.Warning,
        "Silo {Silo} did not acknowledge {Count} announcements; announcing them again later")]
    private partial void LogNotAcknowledged(Exception failure, SiloAddress silo, int count);
}
