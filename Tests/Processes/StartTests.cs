using System.Net;
using Xunit;

namespace Reels.Tests.Processes;

[Collection(ProcessesCollection.Name)]
public sealed class StartTests : IDisposable
{
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(5);

    private readonly DataFolder _data = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task The_standalone_product_serves_within_five_seconds_and_leaves_in_order()
    {
        var (process, url) = await ReelsProcess.StartStandalone($"{_data}");
        await using (process)
        {
            Assert.InRange(process.TimeToServing, TimeSpan.Zero, Aim);
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(url, "/health/ready"))).StatusCode);

            Assert.Equal(0, await process.Stop());
            Assert.DoesNotContain("Exception", process.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_second_one_on_the_same_data_is_refused_in_one_line()
    {
        var (first, url) = await ReelsProcess.StartStandalone($"{_data}");
        await using (first)
        {
            await AssertRefused("in use by another process");
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(url, "/health/ready"))).StatusCode);
        }
    }

    [Fact]
    public async Task A_bad_setting_is_refused_in_one_line() => await AssertRefused("FanOut:PushLimit", "FanOut:PushLimit=many");

    [Fact]
    public async Task A_setting_out_of_its_range_is_refused_in_one_line() => await AssertRefused("PushLimit", "FanOut:PushLimit=0");

    private async Task AssertRefused(string because, params string[] settings)
    {
        await using var process = ReelsProcess.Start("Standalone", ["urls=http://127.0.0.1:0", "Management:Port=0", $"Data:Folder={_data}", .. settings]);

        Assert.Equal(1, await process.ExitCode());
        Assert.Contains(because, Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
