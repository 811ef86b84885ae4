using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Services;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Recovery;

/// <summary>
/// Finds unfinished work in its silo's share of the ring whose lease has ended, and has it continued, without any
/// request.
/// </summary>
[Alias("IRecoveryService")]
internal interface IRecoveryService : IGrainService;

/// <inheritdoc/>
internal sealed partial class RecoveryService(
    GrainId grainId,
    Silo silo,
    ILoggerFactory loggers,
    IGrainFactory grains,
    IOutbox outbox,
    IFollowStore follows,
    IBlockStore blocks,
    IErasureStore erasures,
    ICommentStore comments,
    IOptions<LeaseOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : GrainService(grainId, silo, loggers), IRecoveryService
{
    /// <summary>Most work that one scan takes, so that a large backlog does not wake all its grains together.</summary>
    private const int BatchSize = 100;

    private readonly ILogger _log = loggers.CreateLogger<RecoveryService>();
    private Task _scanning = Task.CompletedTask;

    protected override async Task StartInBackground()
    {
        await base.StartInBackground();
        _scanning = ScanAsync(StoppedCancellationTokenSource.Token);
    }

    public override async Task Stop()
    {
        await base.Stop();
        // Work that a scan has started on other silos goes on there, and must not delay this silo's stop.
        await Task.WhenAny(_scanning, Task.Delay(TimeLimits.Write));
    }

    /// <summary>
    /// Each kind of work has its own loop: a store that is unavailable, or slow, delays no other kind.
    /// </summary>
    private async Task ScanAsync(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(
                ScanAsync(outbox.ListLapsedAuthorsAsync, ResumeAsync, stopping),
                ScanAsync(follows.ListLapsedAsync, ResumeAsync, stopping),
                ScanAsync(blocks.ListLapsedAsync, ResumeAsync, stopping),
                ScanAsync(erasures.ListLapsedAsync, ResumeErasureAsync, stopping),
                SettleCommentsAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task ScanAsync<T>(ListLapsed<T> list, Func<T, Task> resume, CancellationToken stopping)
    {
        using var interval = new PeriodicTimer(options.Value.RecoveryInterval, time);
        while (await interval.WaitForNextTickAsync(stopping))
        {
            var resumed = Task.WhenAll(
                (await ListAsync(list, stopping)).Select(one => TryAsync(() => resume(one), stopping)));

            // Slow work delays nothing else: it goes on, and is found again only after its lease.
            await Task.WhenAny(resumed, Task.Delay(options.Value.Lease, time, stopping));
        }
    }

    /// <summary>
    /// Comments have no shards and no lease: whoever looks brings counts up to date that a crash has left behind.
    /// </summary>
    private async Task SettleCommentsAsync(CancellationToken stopping)
    {
        using var interval = new PeriodicTimer(options.Value.RecoveryInterval, time);
        while (await interval.WaitForNextTickAsync(stopping))
        {
            await TryAsync(
                () => TimeLimits.WriteAsync(
                    limit => comments.SettleAsync(time.Now() - options.Value.Lease, BatchSize, limit), stopping),
                stopping);
        }
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(ListLapsed<T> list, CancellationToken stopping)
    {
        IReadOnlyList<T> found = [];
        await TryAsync(
            async () =>
                found = await TimeLimits.WriteAsync(limit => list(MyShards(), time.Now(), BatchSize, limit), stopping),
                stopping);
        return found;
    }

    private async Task TryAsync(Func<Task> step, CancellationToken stopping)
    {
        try
        {
            await step();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            var level = FailureLevel.Of(exception);
            LogFailed(level, exception);
        }
    }

    private async Task ResumeAsync(string author)
    {
        // The lease moves first: if this work fails, other work has its turn before it is found again.
        await TimeLimits.RunAsync(
            limit => outbox.ExtendLeaseAsync(author, time.Now() + options.Value.Lease, limit));
        await grains.GetGrain<IAuthorGrain>(author).Resume();
    }

    private Task ResumeErasureAsync(string user) => grains.GetGrain<IErasureGrain>(user).Resume();

    private IRelationshipGrain Relationships => grains.GetGrain<IRelationshipGrain>(0);

    private Task ResumeAsync(Edge edge) => Relationships.ResumeFollow(edge.Follower, edge.Followee);

    private async Task ResumeAsync(Block block)
    {
        // The silo that made it may have died before it announced it.
        await grains.GetGrain<IUserGrain>(block.Blocker).AnnounceBlock(block.Blocked);
        if (block.Pending.HasFlag(BlockPending.BlockersFollow))
            await Relationships.EndFollow(block.Blocker, block.Blocked);
        if (block.Pending.HasFlag(BlockPending.BlockedsFollow))
            await Relationships.EndFollow(block.Blocked, block.Blocker);
    }

    /// <summary>
    /// Shards are spread evenly over the ring, and a silo has those in its range. While ranges change two silos may
    /// have one, which is harmless. The order is random: a shard with more stuck work than one scan takes leaves room
    /// for the others.
    /// </summary>
    private int[] MyShards()
    {
        int[] shards = [
            .. Enumerable.Range(0, Shards.Count)
            .Where(shard => RingRange.InRange((uint)shard * (uint.MaxValue / Shards.Count)))];
        Random.Shared.Shuffle(shards);
        return shards;
    }

    private delegate ValueTask<IReadOnlyList<T>> ListLapsed<T>(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken);

    [LoggerMessage(1021, LogLevel.Debug, "Recovery has stopped; other silos take over its share")]
    private partial void LogStopped();

    [LoggerMessage(EventId = 1022, Message =
        "Unfinished work could not be found, or continued; the next scan tries again")]
    private partial void LogFailed(LogLevel level, Exception failure);
}
