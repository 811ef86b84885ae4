using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reports;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ReportStoreConformance(IStoreEngine engine) : PortSuite(engine)
{
    protected IReportStore Store => Port<IReportStore>();

    [Fact]
    public async Task A_second_report_of_a_target_returns_the_first_unchanged()
    {
        var first = New() with { Text = Some.Text() };
        Assert.Equal((true, first), await AddAsync(first));

        var second = first with
        {
            Id = Some.Id(),
            Reason = ReportReason.Violence,
            Text = null,
            CreatedAt = Some.Now.AddDays(1)
        };
        Assert.Equal((false, first), await AddAsync(second));
        Assert.Equal((false, first), await AddAsync(first));
    }

    [Theory]
    [InlineData(ReportTargetType.User, ReportReason.Spam)]
    [InlineData(ReportTargetType.Reel, ReportReason.Abuse)]
    [InlineData(ReportTargetType.Comment, ReportReason.Nudity)]
    [InlineData(ReportTargetType.User, ReportReason.Violence)]
    [InlineData(ReportTargetType.User, ReportReason.Other)]
    public async Task A_report_is_kept_as_it_was_made(ReportTargetType type, ReportReason reason)
    {
        var report = New() with
        {
            TargetType = type,
            Reason = reason,
            TargetId = Some.OddIds()[(int)reason],
            Text = null
        };
        await AddAsync(report);

        Assert.Equal((false, report),
            await AddAsync(report with { Id = Some.Id(), OwnerId = Some.User(), Text = "text" }));
    }

    [Fact]
    public async Task Other_reporters_and_other_targets_make_other_reports()
    {
        var first = New();
        await AddAsync(first);

        Assert.All(
            await Task.WhenAll(
                AddAsync(first with { Id = Some.Id(), ReporterId = Some.User() }).AsTask(),
                AddAsync(first with { Id = Some.Id(), TargetId = Some.User() }).AsTask(),
                AddAsync(first with { Id = Some.Id(), TargetType = ReportTargetType.Reel }).AsTask()),
            answer => Assert.True(answer.Added));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_reports_is_kept()
    {
        var report = New();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => AddAsync(report with { Id = Some.Id() }).AsTask()));

        var kept = Assert.Single(answers, answer => answer.Added).Report;
        Assert.All(answers, answer => Assert.Equal(kept, answer.Report));
    }

    [Fact]
    public async Task Reports_by_and_about_a_user_are_erased_in_batches()
    {
        var user = Some.User();
        var theirs = Enumerable.Range(0, 12)
            .Select(i => i % 2 == 0 ? New() with { ReporterId = user } : New() with { OwnerId = user }).ToArray();
        var ofThemselves = New() with { ReporterId = user, OwnerId = user };
        var others = New();
        await Paging.AllAsync(Engine, [.. theirs, ofThemselves, others],
            async report => Assert.True((await AddAsync(report)).Added));

        Assert.Equal(13, await Paging.StepsAsync(5, limit => Store.EraseAsync(user, limit, default)));
        Assert.False((await AddAsync(others)).Added);
        await Paging.AllAsync(Engine, [.. theirs, ofThemselves],
            async report => Assert.True((await AddAsync(report)).Added));
    }

    [Fact]
    public async Task Answered_writes_survive_a_restart()
    {
        var report = New();
        await AddAsync(report);
        await Engine.ReopenAsync();
        Assert.Equal((false, report), await AddAsync(report with { Id = Some.Id() }));
    }

    [Fact]
    public async Task A_failed_write_is_repeatable_and_not_made_unless_unknown()
    {
        var report = New();
        StoreUnavailableException? failure = null;
        await Engine.WhileWritesFailAsync(
            async () => failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(report).AsTask()));

        var (added, kept) = await AddAsync(report);
        Assert.True(added || failure!.OutcomeUnknown);
        Assert.Equal(report, kept);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var report = New();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AddAsync(report, Some.Cancelled));
        Assert.True((await AddAsync(report)).Added);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(report.ReporterId, 10, Some.Cancelled));
        Assert.False((await AddAsync(report)).Added);
    }

    private static StoredReport New() =>
        new(Some.Id(), Some.User(), ReportTargetType.User, Some.User(), Some.User(), ReportReason.Spam, "text",
            Some.Now);

    private ValueTask<(bool Added, StoredReport Report)> AddAsync(StoredReport report) =>
        Store.AddAsync(report, default);
}
