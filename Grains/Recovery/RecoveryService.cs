using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Services;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;

namespace Reels.Grains.Recovery;

/// <summary>
/// Finds unfinished work of its silo's share of the ring whose lease has passed, and has it taken up, with nobody
/// asking.
/// </summary>
[Alias("IRecoveryService")]
internal interface IRecoveryService : IGrainService;

/// <inheritdoc/>
internal sealed partial class RecoveryService(
    GrainId grainId,
    Silo silo,
    ILoggerFactory loggers,
    IGrainFactory grains,
    IOutbox deliveries,
    IFollowStore follows,
    IBlockStore blocks,
    IErasureStore erasures,
    IOptions<LeaseOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : GrainService(grainId, silo, loggers), IRecoveryService
{
    /// <summary>What one look takes up at a time, so that a great backlog does not wake everybody at once.</summary>
    private const int BatchSize = 100;

    private readonly ILogger _log = loggers.CreateLogger<RecoveryService>();
    private Task _looking = Task.CompletedTask;

    protected override async Task StartInBackground()
    {
        await base.StartInBackground();
        _looking = LookAsync(StoppedCancellationTokenSource.Token);
    }

    public override async Task Stop()
    {
        await base.Stop();
        // What a look has begun elsewhere goes on there: it must not hold up this silo's stop.
        await Task.WhenAny(_looking, Task.Delay(TimeLimits.Write));
    }

    /// <summary>Each kind goes its own way: a store that is away, or slow, holds up no work of another.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(
                LookAsync(deliveries.ListLapsedAuthorsAsync, ResumeAsync, stopping),
                LookAsync(follows.ListLapsedAsync, ResumeAsync, stopping),
                LookAsync(blocks.ListLapsedAsync, ResumeAsync, stopping),
                LookAsync(erasures.ListLapsedAsync, ResumeErasureAsync, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task LookAsync<T>(ListLapsed<T> list, Func<T, Task> resume, CancellationToken stopping)
    {
        using var interval = new PeriodicTimer(options.Value.RecoveryInterval, time);
        while (await interval.WaitForNextTickAsync(stopping))
        {
            var resumed = Task.WhenAll(
                (await ListAsync(list, stopping)).Select(one => TryAsync(() => resume(one), stopping)));

            // Who is slow holds up nobody else: it goes on meanwhile, and is found again only after its lease.
            await Task.WhenAny(resumed, Task.Delay(options.Value.Lease, time, stopping));
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
            LogFailed(exception);
        }
    }

    private async Task ResumeAsync(string author)
    {
        // Whatever becomes of it, the others have their turn first.
        await TimeLimits.RunAsync(
            limit => deliveries.ExtendLeaseAsync(author, time.Now() + options.Value.Lease, limit));
        await grains.GetGrain<IAuthorGrain>(author).Resume();
    }

    private Task ResumeErasureAsync(string user) => grains.GetGrain<IErasureGrain>(user).Resume();

    private IRelationshipGrain Relationships => grains.GetGrain<IRelationshipGrain>(0);

    private Task ResumeAsync(Edge edge) => Relationships.ResumeFollow(edge.Follower, edge.Followee);

    private async Task ResumeAsync(Block block)
    {
        if (block.Pending.HasFlag(BlockPending.BlockersFollow))
            await Relationships.EndFollow(block.Blocker, block.Blocked);
        if (block.Pending.HasFlag(BlockPending.BlockedsFollow))
            await Relationships.EndFollow(block.Blocked, block.Blocker);
    }

    /// <summary>
    /// Shards are spread evenly over the ring; a silo has those that fall into its range. While ranges change two may
    /// have one, which is harmless. Shuffled, so that a shard with more stuck work than one look takes up leaves room
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

    [LoggerMessage(1022, LogLevel.Warning,
        "Unfinished work could not be looked for, or taken up; the next look tries again")]
    private partial void LogFailed(Exception failure);
}
