using Microsoft.Extensions.Logging;
using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Erasure;

/// <summary>
/// Deletes one account: first the marks, together, by which all of it is gone; then, beside its turns, what is left.
/// </summary>
[GrainType("erasure")]
[CollectionAgeLimit(Minutes = 2)] // Holds nothing but what is under way, which keeps it awake.
internal sealed partial class ErasureGrain(ErasureStores stores, Announcer announcer,
    ILogger<ErasureGrain> logger) : Grain, IErasureGrain
{
    /// <summary>30 days, by the contract: nobody takes the name for the person who had it.</summary>
    public static readonly TimeSpan NameHold = TimeSpan.FromDays(30);

    /// <summary>
    /// 30 s: longer than anything the person had under way can take to be written, its wait for a grain's turn (10 s by
    /// default) included.
    /// </summary>
    public static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(30);

    private ErasureJob? _job;

    private string UserId => this.GetPrimaryKeyString();

    private ErasureJob Job => _job ??= new(UserId, stores, () => DelayDeactivation(TimeSpan.FromMinutes(1)), logger);

    public async Task<DeleteStatus> Delete(CancellationToken cancellationToken = default)
    {
        var now = stores.Time.Now();
        var begun = await TimeLimits.WriteAsync(
            limit => stores.Erasures.BeginAsync(UserId, now, now + NameHold, now + UnderWay, stores.Leases.Until(),
                limit), cancellationToken);
        if (!begun)
        {
            this.DeactivateSoon();
            return DeleteStatus.NotFound;
        }

        GrainMetrics.AccountDeleted();
        LogDeleted(UserId);
        await announcer.AnnounceOrExpireAsync(new(AnnouncementKind.AccountDeleted, UserId, default));
        Job.Start();
        return DeleteStatus.Deleted;
    }

    public Task Resume()
    {
        Job.Start();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Stop();
        return Task.CompletedTask;
    }

    [LoggerMessage(2401, LogLevel.Information,
        "User {UserId} has deleted their account; it is gone, and what is left of it is being erased")]
    private partial void LogDeleted(string userId);
}
