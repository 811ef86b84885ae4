using Microsoft.Extensions.Hosting;
using Reels.Grains.Interfaces.Housekeeping;

namespace Reels.Grains.Housekeeping;

/// <inheritdoc/>
[GrainType("housekeeping")]
internal sealed class HousekeepingGrain(ExpiredRows expired, IHostApplicationLifetime lifetime)
    : Grain, IHousekeepingGrain, IRemindable
{
    public const string Reminder = "expired-rows";

    /// <summary>No one notices whether a row is removed an hour later.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Soon after a first start, so that a program that is restarted often removes rows too.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(10);

    public async Task Schedule()
    {
        if (await this.GetReminder(Reminder) is null)
            await this.RegisterOrUpdateReminder(Reminder, First, Interval);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        expired.RemoveAsync(lifetime.ApplicationStopping);
}
