using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Housekeeping;
using Reels.Grains.Interfaces.Housekeeping;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Api;

public sealed class HousekeepingReminderTests(ShiftedTimeApp app) : IClassFixture<ShiftedTimeApp>
{
    private IGrain Housekeeping => app.Services.GetRequiredService<IGrainFactory>().GetGrain<IHousekeepingGrain>(0);

    [Fact]
    public async Task One_reminder_is_set_by_the_start_of_a_silo()
    {
        var reminders = app.Services.GetRequiredService<IReminderTable>();
        ReminderEntry[] set = [];
        await Until.TrueAsync(async () =>
        {
            set = [.. (await reminders.ReadRows(Housekeeping.GetGrainId())).Reminders];
            return set.Length > 0;
        });

        await ((IHousekeepingGrain)Housekeeping).Schedule();

        var entry = Assert.Single((await reminders.ReadRows(Housekeeping.GetGrainId())).Reminders);
        Assert.Equal((HousekeepingGrain.Reminder, TimeSpan.FromHours(1)), (entry.ReminderName, entry.Period));
        Assert.Equal(set[0].StartAt, entry.StartAt);
    }

    [Fact]
    public async Task The_reminder_removes_expired_rows()
    {
        var author = await app.SignUpAsync();
        var reel = Guid.Parse((await author.PostReelAsync()).Text("id"));
        using var deleted = await author.DeleteAsync($"/api/reels/{reel}");
        var reels = app.Services.GetRequiredService<IReelStore>();
        Assert.NotNull(await reels.GetAsync(reel, CancellationToken.None));
        // A reel stays until its delete has been delivered, which goes on after the answer.
        var outbox = app.Services.GetRequiredService<IOutbox>();
        await Until.TrueAsync(async () => (await outbox.ListAsync(author.Id, CancellationToken.None)).Count == 0);
        app.ShiftedTime.Advance(ExpiredRows.Replays + TimeSpan.FromMinutes(1));

        await Housekeeping.AsReference<IRemindable>().ReceiveReminder(HousekeepingGrain.Reminder, default);

        Assert.Null(await reels.GetAsync(reel, CancellationToken.None));
    }
}
