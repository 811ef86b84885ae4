using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Reels.Tests.Processes;

[Collection(ProcessesCollection.Name)]
public sealed class StartTests : IDisposable
{
    private readonly DataFolder _data = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_stop_finishes_requests_in_flight_and_exits_cleanly()
    {
        var (process, url) = await ReelsProcess.StartStandaloneAsync($"{_data}", "Shutdown:Drain=00:00:05");
        await using (process)
        {
            _client.BaseAddress = url;
            var author = await Actor.RegisterAsync(_client, "author");
            using var content = new SlowBody(Picture.Png);
            var upload = author.UploadAsync(content);
            await content.Begun;

            var stopped = process.StopAsync();
            await Until.TrueAsync(
                async () => (await _client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable);
            content.Finish();

            Assert.NotEmpty(await upload);
            Assert.Equal(0, await stopped);
            Assert.Equal([],
                process.Output.Split('\n').Where(line => line.Contains("Exception", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Data_of_a_newer_version_is_refused_in_one_line()
    {
        var (process, _) = await ReelsProcess.StartStandaloneAsync($"{_data}");
        await using (process)
            await process.StopAsync();
        using (var database = new SqliteConnection($"Data Source={_data}/reels.db;Pooling=False"))
        {
            database.Open();
            using var raise = database.CreateCommand();
            raise.CommandText = "PRAGMA user_version = 1000000";
            raise.ExecuteNonQuery();
        }

        await AssertRefusedAsync("schema version 1000000");
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_in_one_line()
    {
        var (first, url) = await ReelsProcess.StartStandaloneAsync($"{_data}");
        await using (first)
        {
            await AssertRefusedAsync("in use by another process");
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(url, "/health/ready"))).StatusCode);
        }
    }

    [Fact]
    public async Task A_second_silo_with_its_own_data_joins_no_cluster() =>
        await AssertRefusedAsync("Silo:PrimaryPort", "Silo:PrimaryPort=11111");

    [Fact]
    public async Task The_banner_names_the_folder_the_dashboard_and_the_demo()
    {
        var (process, url) = await ReelsProcess.StartStandaloneAsync($"{_data}");
        await using (process)
        {
            await Until.TrueAsync(() => Task.FromResult(process.Output.Contains("Ctrl+C", StringComparison.Ordinal)));

            Assert.All([$"{_data}", $"{url}scalar", "/dashboard\n", "--demo"],
                named => Assert.Contains(named, process.Output, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_misspelt_setting_is_a_warning_without_its_value()
    {
        var (process, _) = await ReelsProcess.StartStandaloneAsync($"{_data}", "Management:Pasword=secret-password");
        await using (process)
        {
            await Until.TrueAsync(() => Task.FromResult(process.Output.Contains("Pasword", StringComparison.Ordinal)));

            var line = process.Output.Split('\n').Single(line => line.Contains("Pasword", StringComparison.Ordinal));
            Assert.StartsWith("warn: ", line[13..], StringComparison.Ordinal);
            Assert.Contains("Management:Password", line, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-password", process.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("FanOut:PushLimit", "FanOut:PushLimit=many")]
    [InlineData("PushLimit", "FanOut:PushLimit=0")]
    [InlineData("Stores must be Embedded or Real", "Stores=Paper")]
    public async Task A_bad_setting_is_refused_in_one_line(string because, string setting) =>
        await AssertRefusedAsync(because, setting);

#if !ALL_DRIVERS
    [Fact]
    public async Task Stores_that_are_not_built_in_are_refused()
    {
        await AssertRefusedAsync("-p:Drivers=all", "Stores=Real");
        Assert.Empty(Directory.EnumerateFiles($"{_data}", "reels*"));
    }
#endif

    private async Task AssertRefusedAsync(string because, params string[] settings)
    {
        await using var process = ReelsProcess.Start("Standalone",
            ["urls=http://127.0.0.1:0", "Management:Port=0", $"Data:Folder={_data}", .. settings]);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(because, Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }
}
