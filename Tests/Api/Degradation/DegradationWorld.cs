using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Media;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Tests.Api.Security;

namespace Reels.Tests.Api.Degradation;

/// <summary>The people and things of one outage, and a request for each row. All is made before the outage.</summary>
internal sealed class DegradationWorld
{
    private readonly ReelsApp _app;
    private readonly SecurityWorld _people;
    private readonly SecurityRequests _requests;
    private readonly Member _gone;

    private DegradationWorld(ReelsApp app, SecurityWorld people, Member gone) =>
        (_app, _people, _requests, _gone) = (app, people, new(people), gone);

    private Member Owner => _people.Owner;

    public static async Task<DegradationWorld> MakeAsync(ReelsApp app)
    {
        var gone = await app.SignUpAsync();
        var world = new DegradationWorld(app, await SecurityWorld.MakeAsync(app, gone), gone);
        await world.Owner.FollowAsync(world._people.Stranger);
        await world._people.Stranger.PostReelAsync("seen");
        await world.Owner.PostReelAsync("mine");
        await world.Owner.PostStoryAsync();
        return world;
    }

    public async Task<HttpRequestMessage> RequestAsync(DegradationRow row)
    {
        var request = (row.Operation, row.Variant) switch
        {
            (_, "that no silo holds") => await OfUnreadReelAsync(row.Operation),
            ("GET /api/reels/feed", "of a timeline that sleeps") => Get("/api/reels/feed", _people.Stranger),
            ("GET /api/reels/feed", _) => await WarmAsync(Get("/api/reels/feed", Owner)),
            ("POST /api/reels", _) => await PostOfNewcomerAsync(),
            ("POST /api/auth/refresh" or "POST /api/auth/logout", _) => await WithOwnSessionAsync(row.Operation),
            ("POST /api/users/{userId}/block" or "DELETE /api/users/{userId}/block", _) =>
                new(new(row.Operation.Split(' ')[0]), $"/api/users/{(await _app.SignUpAsync()).Id}/block")
                {
                    Headers = { Authorization = TokenOf(await _app.SignUpAsync()) },
                },
            ("DELETE /api/users/me", _) => new(HttpMethod.Delete, "/api/users/me")
            {
                Headers = { Authorization = TokenOf(await _app.SignUpAsync()) },
            },
            ("POST /api/auth/password", _) => new(HttpMethod.Post, "/api/auth/password")
            {
                Headers = { Authorization = TokenOf(await _app.SignUpAsync()) },
                Content = JsonContent.Create(
                    new { currentPassword = Member.Password, newPassword = Member.Password }),
            },
            _ => await _requests.MakeAsync(new(row.Operation, row.Variant, ImmutableDictionary<string,
                SecurityAnswer>.Empty), AskerOf(row)),
        };
        return request;
    }

    /// <summary>Have the silo hold every reel that a row asks for, but those that it must not hold.</summary>
    public async Task WarmAsync()
    {
        await Owner.AllAsync($"/api/reels/user/{Owner.Id}", limit: 100);
        await Owner.AllAsync($"/api/reels/user/{_people.Stranger.Id}", limit: 100);
    }

    private static HttpRequestMessage Get(string path, Member asker) =>
        new(HttpMethod.Get, path) { Headers = { Authorization = TokenOf(asker) } };

    private static AuthenticationHeaderValue TokenOf(Member member) => new("Bearer", member.Tokens.Text("accessToken"));

    private Member AskerOf(DegradationRow row) =>
        row.Operation.Contains("{userId}/", StringComparison.Ordinal) ? _people.Askers["another"]! : Owner;

    private async Task<HttpRequestMessage> WarmAsync(HttpRequestMessage request)
    {
        using var warm = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Headers = { Authorization = request.Headers.Authorization },
        };
        using var answer = await _app.Client.SendAsync(warm);
        await answer.JsonAsync();
        return request;
    }

    /// <summary>
    /// A post that no list of another row holds: those would see it before its likes have begun. The silo holds its
    /// author since an earlier post.
    /// </summary>
    private async Task<HttpRequestMessage> PostOfNewcomerAsync()
    {
        var author = await _app.SignUpAsync();
        await author.PostReelAsync();
        return new(HttpMethod.Post, "/api/reels")
        {
            Headers = { Authorization = TokenOf(author) },
            Content = JsonContent.Create(new { mediaUrl = await author.UploadAsync() }),
        };
    }

    private async Task<HttpRequestMessage> WithOwnSessionAsync(string operation)
    {
        var session = await _app.SignInAsync(Owner);
        return new(HttpMethod.Post, operation.Split(' ')[1])
        {
            Content = JsonContent.Create(new { refreshToken = session.Tokens.Text("refreshToken") }),
        };
    }

    /// <summary>A request for a reel that was written to the stores directly.</summary>
    private async Task<HttpRequestMessage> OfUnreadReelAsync(string operation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var media = new MediaItem(MediaUrl.ToKey(await _gone.UploadAsync())!, MediaKind.Reel, "image/png", 100, 1, 1,
            null, now);
        var id = Guid.CreateVersion7();
        await _app.Services.GetRequiredService<IReelStore>().PostAsync(
            new(id, _gone.Id, now, null, null, media, null, null), now.AddDays(-1), now.AddSeconds(10), default);
        await _app.Services.GetRequiredService<ILikeStore>().BeginAsync(id, now, default);
        var parts = operation.Split(' ');
        return new(new(parts[0]), parts[1].Replace("{reelId}", id.ToString("D"), StringComparison.Ordinal))
        {
            Headers = { Authorization = TokenOf(Owner) },
        };
    }
}
