using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reels.Standalone.Demo;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>A part of the demo world, in proportion to its people: the whole runs the same code for longer.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DemoTests : IDisposable
{
    private const int People = 5;
    private DataFolder _data = new();
    private readonly DemoWorld _world = DemoWorld.Of(People);

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_demo_fills_the_store_once()
    {
        await RunAsync(whole: true, async (process, read) =>
        {
            await UntilAsync(process, "The demo is ready");
            await UntilAsync(process, "demo-password (the same for every demo person)");
            await AssertCompleteAsync(read);
        });
        await RunAsync(whole: true, async (process, read) =>
        {
            await UntilAsync(process, "nothing is added");
            await AssertCompleteAsync(read);
        });
    }

    [Fact]
    public async Task The_next_run_completes_a_demo_that_was_cut_off()
    {
        for (var attempt = 1; !await TryCutOffAsync(); attempt++)
        {
            Assert.True(attempt < 5, "The demo always ended before it was killed.");
            _data.Dispose();
            _data = new();
        }

        await RunAsync(whole: true, async (process, read) =>
        {
            await UntilAsync(process, "The demo is ready");
            await AssertCompleteAsync(read);
        });
    }

    [Fact]
    public async Task The_demo_leaves_existing_content_alone()
    {
        await RunAsync(whole: false, async (_, read) =>
        {
            // The username of one of the demo's people, who therefore cannot be made.
            var owner = await Actor.RegisterAsync(read.Client, _world.People[1].Username);
            await owner.PostReelAsync("Mine");
        });
        await RunAsync(whole: true, async (process, read) =>
        {
            await UntilAsync(process, "The demo is ready");
            Assert.Equal("Mine", (string?)Assert.Single(await read.ReelsOfAsync(1))["caption"]);
            Assert.Equal(0, (int)(await read.ProfileAsync(1))["following"]!);
            Assert.Equal(_world.Reels.Count(reel => reel.Author == 2), (await read.ReelsOfAsync(2)).Count);
        });
    }

    /// <summary>Kill the program half-way. Returns false where that came too late, as on a busy machine.</summary>
    private async Task<bool> TryCutOffAsync()
    {
        var isCutOff = false;
        await RunAsync(whole: true, async (process, _) =>
        {
            await UntilAsync(process, "Demo: 40 %");
            await process.KillAsync();
            isCutOff = !process.Output.Contains("Demo: 100 %", StringComparison.Ordinal);
        });
        return isCutOff;
    }

    private async Task AssertCompleteAsync(Reading read)
    {
        for (var person = 0; person < People; person++)
        {
            var profile = await read.ProfileAsync(person);
            Assert.Equal(_world.Follows.Count(follow => follow.Followee == person), (int)profile["followers"]!);
            Assert.Equal(_world.Follows.Count(follow => follow.Follower == person), (int)profile["following"]!);
            Assert.NotNull((string?)profile["avatar"]);
            var reels = await read.ReelsOfAsync(person);
            foreach (var expected in _world.Reels.Append(_world.Closing).Where(reel => reel.Author == person))
            {
                var listed = Assert.Single(reels, reel => (string?)reel["caption"] == expected.Caption);
                var reel = await read.GetAsync($"/api/reels/{(string?)listed["id"]}");
                Assert.Equal(expected.LikedBy.Count, (int)reel["likes"]!);
                Assert.Equal(expected.Comments.Count + expected.Comments.Sum(comment => comment.Replies.Count),
                    (int)reel["comments"]!);
            }

            Assert.Equal(_world.Reels.Append(_world.Closing).Count(reel => reel.Author == person), reels.Count);
        }

        Assert.Equal(_world.Stories.Count, await read.StoriesAsync(_world));
    }

    private async Task RunAsync(bool whole, Func<ReelsProcess, Reading, Task> then)
    {
        var (process, url) = await ReelsProcess.StartStandaloneAsync($"{_data}",
            whole ? ["demo", $"Demo:People={People}"] : []);
        await using (process)
        {
            using var client = new HttpClient { BaseAddress = url };
            await then(process, new(client));
        }
    }

    private static async Task UntilAsync(ReelsProcess process, string output)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!process.Output.Contains(output, StringComparison.Ordinal))
            {
                Assert.DoesNotContain("The demo is not complete", process.Output, StringComparison.Ordinal);
                await poll.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It never said “{output}”.\n{process.Output}");
        }
    }

    /// <summary>The content of the demo's people, as an anonymous caller sees it.</summary>
    private sealed record Reading(HttpClient Client)
    {
        public async Task<JsonNode> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(path))!;

        public Task<JsonNode> ProfileAsync(int person) =>
            GetAsync($"/api/users/by-name/{DemoWorld.Of(People).People[person].Username}");

        public async Task<IReadOnlyList<JsonNode>> ReelsOfAsync(int person) =>
            [.. (await GetAsync(
                $"/api/reels/user/{(string?)(await ProfileAsync(person))["id"]}?limit=100"))["items"]!.AsArray()
                    .Select(reel => reel!)];

        /// <summary>The total: each person reads their own.</summary>
        public async Task<int> StoriesAsync(DemoWorld world)
        {
            var count = 0;
            foreach (var person in world.People)
            {
                using var signedIn = await Client.PostAsJsonAsync("/api/auth/login",
                    new { username = person.Username, password = DemoWorld.Password });
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stories?limit=100");
                request.Headers.Authorization = new("Bearer",
                    (string)(await signedIn.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]!);
                using var answer = await Client.SendAsync(request);
                var trays = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["items"]!.AsArray();
                count += trays.Where(tray => (string?)tray!["author"]!["username"] == person.Username)
                    .Sum(tray => tray!["stories"]!.AsArray().Count);
            }

            return count;
        }
    }
}
