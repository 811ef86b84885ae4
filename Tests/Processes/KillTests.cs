using Xunit;

namespace Reels.Tests.Processes;

/// <summary>The built program under load, killed again and again: see <see cref="KillRun"/>.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Workers = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_answered_write_exists_once_however_often_the_process_dies()
    {
        using var data = new DataFolder();
        await using var product = new Killable($"{data}");
        await product.StartAsync();

        await new KillRun(product, Workers, Limit, output).RunAsync(
            (40, 120), _ => product.KillAndStartAsync(), product.KillAndStartAsync);
    }
}
