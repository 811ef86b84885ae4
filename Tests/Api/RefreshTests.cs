using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Secrets;
using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Api;

public sealed class RefreshTests(RefreshTests.App app) : IClassFixture<RefreshTests.App>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    [Fact]
    public async Task Two_tabs_that_refresh_within_a_minute_stay_signed_in()
    {
        var ada = await app.SignUpAsync();
        var first = ada.Tokens.Text("refreshToken");
        var newest = await TokenAsync(await TokenAsync(first));

        // The other tab still has the first token.
        Assert.Equal(newest, await TokenAsync(first));
        app.ShiftedTime.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(newest, await TokenAsync(first));
        Assert.Equal("200", await ApiNode.GetStatusAsync(app.Client.BaseAddress!,
            (await RefreshAsync(newest)).Text("accessToken")));

        app.ShiftedTime.Advance(TimeSpan.FromSeconds(61));
        await AssertEndedAsync(first);
        await AssertEndedAsync(newest);
    }

    [Fact]
    public async Task A_lost_answer_can_be_asked_for_again_much_later()
    {
        var ada = await app.SignUpAsync();
        var first = ada.Tokens.Text("refreshToken");
        var lost = await TokenAsync(first);
        app.ShiftedTime.Advance(TimeSpan.FromDays(1));

        var another = await TokenAsync(first);
        Assert.NotEqual(lost, another);
        Assert.Equal(another, await TokenAsync(first));
        await AssertEndedAsync(lost);
        await AssertEndedAsync(another);
    }

    [Fact]
    public async Task A_token_of_an_earlier_version_is_replaced_by_the_new_form()
    {
        var ada = await app.SignUpAsync();
        var written = ada.Tokens.Text("refreshToken");
        Assert.Equal([ada.Id, "1"], written.Split('.')[1..3]);

        var old = OldForm(app, written.Split('.')[0], 1);
        var next = await TokenAsync(old);
        Assert.Equal([ada.Id, "2"], next.Split('.')[1..3]);
        Assert.Equal(next, await TokenAsync(written));

        using var logout = await app.Client.PostAsync("/api/auth/logout", new { refreshToken = old });
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        await AssertEndedAsync(next);
    }

    [Fact]
    public async Task An_expired_token_is_refused_without_its_session()
    {
        var ada = await app.SignUpAsync();
        var first = ada.Tokens.Text("refreshToken");
        app.ShiftedTime.Advance(Lifetime - TimeSpan.FromSeconds(20));
        var second = await TokenAsync(first);
        app.ShiftedTime.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(second, await TokenAsync(first)); // It expired since its first use, whose answer may be lost.
        app.ShiftedTime.Advance(TimeSpan.FromSeconds(60));

        var asked = app.Refreshes;
        await AssertEndedAsync(first);
        Assert.Equal(asked, app.Refreshes);

        await TokenAsync(second); // The session has not ended.
        Assert.Equal(asked + 1, app.Refreshes);
    }

    [Fact]
    public async Task A_revoked_session_is_refused_without_asking_it()
    {
        var ada = await app.SignUpAsync();
        var refreshToken = ada.Tokens.Text("refreshToken");
        using var logout = await app.Client.PostAsync("/api/auth/logout", new { refreshToken });
        var asked = app.Refreshes;

        await AssertEndedAsync(refreshToken);
        Assert.Equal(asked, app.Refreshes);
    }

    private async Task<string> TokenAsync(string refreshToken) =>
        (await RefreshAsync(refreshToken)).Text("refreshToken");

    private async Task<JsonElement> RefreshAsync(string refreshToken)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private async Task AssertEndedAsync(string refreshToken)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    internal static string OldForm(ReelsApp app, string sessionId, long seq)
    {
        var key = app.Services.GetRequiredService<RootSecret>().KeyFor(RootSecret.Purposes.Refresh);
        var content = $"{sessionId}.{seq}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>Counts the refreshes that reach a session.</summary>
    public sealed class App : ShiftedTimeApp, IIncomingGrainCallFilter
    {
        private int _refreshes;

        public int Refreshes => Volatile.Read(ref _refreshes);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod is { Name: nameof(ISessionGrain.Refresh) } method
                && method.DeclaringType == typeof(ISessionGrain))
            {
                Interlocked.Increment(ref _refreshes);
            }
            return context.Invoke();
        }

        protected override void Compose(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(this);
    }
}
