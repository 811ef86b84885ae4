using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api.Security;

/// <summary>Sends the request of each cell of <c>docs/security.md</c>.</summary>
public sealed class SecurityTests(SecurityTests.App app) : IClassFixture<SecurityTests.App>
{
    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => Unlimited.Settings;

        /// <summary>A person whose account is deleted, with their former token.</summary>
        public Member Deleted { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Deleted = await SignUpAsync();
            using var answer = await Deleted.DeleteAsync("/api/users/me");
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    public static TheoryData<string> Rows => [.. SecurityTable.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_caller_gets_the_answer_of_the_table(string name)
    {
        var row = SecurityTable.Rows.Single(row => row.Name == name);
        var world = await SecurityWorld.MakeAsync(app, app.Deleted);
        var requests = new SecurityRequests(world);
        var wrong = new List<string>();
        foreach (var asker in SecurityTable.Askers)
        {
            var request = await requests.MakeAsync(row, world.Askers[asker]);
            if (asker == "gone")
                await world.DeleteOwnerAsync();
            var given = await AskAsync(request, world.Owner.Id, row.Answers[asker].Shown is not null);
            if (given != row.Answers[asker])
                wrong.Add($"{asker}: {row.Answers[asker]} in the table, {given} in truth");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_operation_has_its_row()
    {
        var document = await ApiDocument.OfAsync(app);
        Assert.Equal(document.Operations.Select(operation => operation.Name).Order(),
            SecurityTable.Rows.Select(row => row.Operation).Distinct().Order());
    }

    private async Task<SecurityAnswer> AskAsync(HttpRequestMessage request, string ownerId, bool looks)
    {
        using (request)
        {
            using var answer = await app.Client.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            var code = (int)answer.StatusCode >= 400 ? JsonDocument.Parse(body).RootElement.Text("code") : null;
            return new((int)answer.StatusCode, code, looks ? body.Contains(ownerId, StringComparison.Ordinal) : null);
        }
    }
}
