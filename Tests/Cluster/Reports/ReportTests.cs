using Reels.Grains.Interfaces.Reports;
using Xunit;

namespace Reels.Tests.Cluster.Reports;

[Collection(nameof(ReelsCluster))]
public sealed class ReportTests(ReelsCluster cluster)
{
    [Fact]
    public async Task Two_activations_keep_one_report_of_a_target()
    {
        var people = await cluster.Stores.PeopleAsync(2);
        var answers = await Task.WhenAll(
            ReportAsync(people[0], ReportTargetType.User, people[1]),
            cluster.ClientElsewhere.GetGrain<IReportsGrain>(people[0]).Report(New(ReportTargetType.User, people[1])));

        Assert.Equal([ReportStatus.Reported, ReportStatus.Repeated], answers.Select(answer => answer.Status).Order());
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
    }

    [Fact]
    public async Task A_comment_cannot_be_reported_after_its_reel_is_deleted()
    {
        var people = await cluster.Stores.PeopleAsync(2);
        var reel = await cluster.Stores.ReelAsync(people[1]);
        var comment = Guid.NewGuid();
        await cluster.Reel(reel).AddComment(people[1], new(comment, "text", null, null));
        Assert.Equal(ReportStatus.Reported,
            (await ReportAsync(people[0], ReportTargetType.Comment, $"{comment}")).Status);

        await cluster.Stores.DeleteAsync(reel, people[1]);
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(3)); // beyond the caches' life
        Assert.Equal(ReportStatus.TargetNotFound,
            (await ReportAsync(people[0], ReportTargetType.Comment, $"{comment}")).Status);
    }

    [Fact]
    public async Task An_unknown_person_cannot_report_and_keeps_no_activation()
    {
        var unknown = $"{Guid.NewGuid():N}";
        Assert.Equal(ReportStatus.UserNotFound,
            (await ReportAsync(unknown, ReportTargetType.User, await cluster.Stores.PersonAsync())).Status);
        await Until.TrueAsync(() => !cluster.IsAwake(cluster.Client.GetGrain<IReportsGrain>(unknown)));
    }

    private Task<ReportResult> ReportAsync(string reporter, ReportTargetType type, string target) =>
        cluster.Client.GetGrain<IReportsGrain>(reporter).Report(New(type, target));

    private static NewReport New(ReportTargetType type, string target) =>
        new(Guid.NewGuid(), type, target, ReportReason.Spam, null);
}
