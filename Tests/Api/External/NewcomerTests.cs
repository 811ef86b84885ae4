using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Reels.Silo.Stores.Embedded;
using Xunit;

namespace Reels.Tests.Api.External;

public sealed class NewcomerTests(ExternalApp app) : IClassFixture<ExternalApp>
{
    private static string Subject => $"auth0|{Guid.NewGuid():N}@example.org";

    private static string Name => "n" + Guid.NewGuid().ToString("N")[..20];

    [Fact]
    public async Task A_newcomer_makes_a_profile_before_anything_else()
    {
        using var ada = app.SignedIn(Subject);
        foreach (var path in (string[])["/api/users/me", "/api/reels/feed", "/api/search?q=ada"])
        {
            using var early = await ada.GetAsync(path, TestContext.Current.CancellationToken);
            await early.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");
        }

        var username = Name;
        using var made = await ada.PostAsync("/api/users",
            new { username = username.ToUpperInvariant(), fullname = "Ada Lovelace", bio = "Notes" });
        var profile = await made.JsonAsync();
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"/api/users/{profile.Text("id")}", made.Headers.Location?.OriginalString);
        Assert.Equal((username, "Ada Lovelace", "Notes"),
            (profile.Text("username"), profile.Text("fullname"), profile.Text("bio")));

        using var again = await ada.PostAsync("/api/users", new { username, fullname = "Ada" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var me = await ada.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        Assert.Equal((profile.Text("id"), "Ada"),
            ((await me.JsonAsync()).Text("id"), (await me.JsonAsync()).Text("fullname")));
        using var found = await app.Client.GetAsync($"/api/search?q={username}", TestContext.Current.CancellationToken);
        Assert.Equal(profile.Text("id"),
            Assert.Single((await found.JsonAsync()).GetProperty("items").EnumerateArray()).Text("id"));
    }

    [Fact]
    public async Task A_subject_that_returns_after_deletion_is_a_new_person()
    {
        using var ada = app.SignedIn(Subject);
        var (name, next) = (Name, Name);
        using var made = await ada.PostAsync("/api/users", new { username = name, bio = "Before" });
        using var deleted = await ada.DeleteAsync("/api/users/me", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Until.TrueAsync(async () =>
        {
            using var afterwards = await ada.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
            Assert.Contains(afterwards.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
            app.FakeTime.Advance(TimeSpan.FromSeconds(1));
            return afterwards.StatusCode == HttpStatusCode.Forbidden;
        });

        using var reserved = await ada.PostAsync("/api/users", new { username = name });
        await reserved.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
        using var back = await ada.PostAsync("/api/users", new { username = next });
        var profile = await back.JsonAsync();
        Assert.Equal((HttpStatusCode.Created, null), (back.StatusCode, profile.GetProperty("bio").GetString()));
        Assert.NotEqual((await made.JsonAsync()).Text("id"), profile.Text("id"));
    }

    [Fact]
    public async Task A_first_profile_needs_a_free_username_and_has_no_avatar()
    {
        var (taken, subject) = (Name, Subject);
        using var ada = app.SignedIn(Subject);
        using var first = await ada.PostAsync("/api/users", new { username = taken });
        using var ben = app.SignedIn(subject);
        using var unnamed = await ben.PostAsync("/api/users", new { fullname = "Ben" });
        using var late = await ben.PostAsync("/api/users", new { username = taken });
        using var pictured = await ben.PostAsync("/api/users",
            new { username = Name, avatar = "/api/media/avatars/x.png" });

        var problem = await unnamed.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["username"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        await late.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
        await pictured.ProblemAsync(HttpStatusCode.BadRequest, "invalid_media");
        using var still = await ben.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        await still.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");
    }

    [Fact]
    public async Task Concurrent_first_requests_make_one_person()
    {
        var (subject, username) = (Subject, Name);
        using var ada = app.SignedIn(subject);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => ada.PostAsync("/api/users", new { username })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        var people = await Task.WhenAll(answers.Select(answer => answer.JsonAsync()));
        Assert.Single(people.Select(person => person.Text("id")).Distinct());
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task Each_subject_is_a_separate_person()
    {
        using var ada = app.SignedIn(Subject);
        using var ben = app.SignedIn(Subject);
        using var adas = await ada.PostAsync("/api/users", new { username = Name });
        using var bens = await ben.PostAsync("/api/users", new { username = Name });

        using var follow = await Answers.PostAsync(ada, $"/api/users/{(await bens.JsonAsync()).Text("id")}/follow",
            null);
        Assert.True((await follow.JsonAsync()).GetProperty("followedByMe").GetBoolean());
        using var me = await ben.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await me.JsonAsync()).GetProperty("followers").GetInt64());
    }

    [Fact]
    public async Task Requests_read_no_store_to_map_a_subject_to_a_person()
    {
        using var ada = app.SignedIn(Subject);
        using var made = await ada.PostAsync("/api/users", new { username = Name });
        await app.Services.GetRequiredService<EmbeddedStores>().ExternalIdentities.EraseAsync(
            (await made.JsonAsync()).Text("id"), TestContext.Current.CancellationToken);

        using var me = await ada.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Theory]
    [InlineData("register")]
    [InlineData("login")]
    [InlineData("refresh")]
    [InlineData("logout")]
    [InlineData("password")]
    public async Task Password_endpoints_do_not_exist_with_an_external_authority(string path)
    {
        using var answer = await app.Client.PostAsync($"/api/auth/{path}",
            new { username = "ada", password = Member.Password });
        await answer.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_document_names_the_authority_and_has_no_password_endpoints()
    {
        using var answer = await app.Client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        var document = await answer.JsonAsync();

        Assert.Contains(app.Authority.Url, document.GetProperty("info").Text("description"), StringComparison.Ordinal);
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(),
            path => path.Name.StartsWith("/api/auth", StringComparison.Ordinal));
        var own = document.GetProperty("paths").GetProperty("/api/users/me").GetProperty("get").GetProperty("responses")
            .GetProperty("403");
        Assert.Contains("profile_required", own.Text("description"), StringComparison.Ordinal);
    }
}
