using Microsoft.Extensions.Logging;
using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Erasure;

/// <summary>
/// Deletes one account: first the step that hides all of it, then, in parallel to the grain's turns, the erasure of the
/// rest.
/// </summary>
[GrainType("erasure")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing but a running job, which keeps the grain awake.
internal sealed partial class ErasureGrain(ErasureStores stores, Announcer announcer,
    ILogger<ErasureGrain> logger) : Grain, IErasureGrain
{
    /// <summary>30 days, by the contract: no one can take the name and be mistaken for the deleted user.</summary>
    public static readonly TimeSpan NameReservation = TimeSpan.FromDays(30);

    /// <summary>
    /// 30 s: longer than any write that the user began before the deletion can take, including its wait for a grain's
    /// turn (10 s by default).
    /// </summary>
    public static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(30);

    private ErasureJob? _job;

    private string UserId => this.GetPrimaryKeyString();

    private Announcement Deleted => new(AnnouncementKind.AccountDeleted, UserId, default);

    private ErasureJob Job => _job ??= new(UserId, stores, () => DelayDeactivation(TimeSpan.FromMinutes(1)), logger);

    public async Task<DeleteStatus> Delete(CancellationToken cancellationToken = default)
    {
        var now = stores.Time.Now();
        var begun = await TimeLimits.WriteAsync(
            limit => stores.Erasures.BeginAsync(UserId, now, now + NameReservation, now + LastWrites,
                stores.Leases.Until(), limit), cancellationToken);
        if (!begun)
        {
            // An earlier call may have failed after the commit point.
            await TimeLimits.RunAsync(limit => stores.Erasures.FinishBeginAsync(UserId, limit));
            await announcer.AnnounceOrExpireAsync(Deleted);
            this.DeactivateSoon();
            return DeleteStatus.NotFound;
        }

        GrainMetrics.AccountDeleted();
        LogDeleted(UserId);
        try
        {
            await announcer.AnnounceOrExpireAsync(Deleted);
        }
        finally
        {
            Job.Start();
        }

        return DeleteStatus.Deleted;
    }

    public Task Resume()
    {
        // The silo that began it may have died before it announced it.
        _ = announcer.AnnounceOrLogAsync(Deleted);
        Job.Start();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Stop();
        return Task.CompletedTask;
    }

    [LoggerMessage(2401, LogLevel.Information,
        "User {UserId} deleted their account; its data is being erased")]
    private partial void LogDeleted(string userId);
}
