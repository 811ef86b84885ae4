using System.Diagnostics;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>The script of <c>docs/tour.md</c>, run unchanged except for the address.</summary>
[Collection(ProcessesCollection.Name)]
public sealed partial class TourTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Every curl of the tour runs through this: a failure inside a pipe would go unnoticed.
    private const string Preamble = """
        curl() { command curl --max-time 20 "$@" || echo "FAILED ($?): curl $*" >&2; }

        """;

    [Fact]
    public async Task The_tour_works_as_pasted()
    {
        var tour = Block().Match(await File.ReadAllTextAsync(Repository.PathOf("docs/tour.md"))).Groups["script"].Value;
        Assert.StartsWith("REELS=http://localhost:5080\n", tour, StringComparison.Ordinal);
        using var data = new DataFolder();
        var (product, url) = await ReelsProcess.StartStandaloneAsync($"{data}");
        await using (product)
        {
            var (exitCode, output,
                errors) = await BashAsync(
                    Preamble + tour.Replace("http://localhost:5080", url.ToString().TrimEnd('/'),
                        StringComparison.Ordinal));

            Assert.Equal((0, ""), (exitCode, errors));
            Assert.Contains("Idempotency-Replayed: true", output, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("\"caption\":\"Hello, world\"", output, StringComparison.Ordinal);
            Assert.Contains("\"likes\":1,\"likedByMe\":true,\"comments\":1", output, StringComparison.Ordinal);
            Assert.Contains("\"likedAt\":", output, StringComparison.Ordinal);
            Assert.Contains("\"maxBytes\":", output, StringComparison.Ordinal);
            Assert.Contains("200 image/png", output, StringComparison.Ordinal);
            Assert.Matches("(?m)^{\"id\":\"[0-9a-f-]{36}\"}$", output);
            var lines = output.TrimEnd().Split('\n');
            Assert.StartsWith("{\"items\":[]", lines[^4], StringComparison.Ordinal);
            Assert.EndsWith("\"blockedByMe\":true}", lines[^3], StringComparison.Ordinal);
            Assert.Equal("404", lines[^2]);
            Assert.StartsWith("{\"items\":[]", lines[^1], StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> BashAsync(string script)
    {
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-s"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        try
        {
            await bash.StandardInput.WriteAsync(script);
            bash.StandardInput.Close();
            var output = bash.StandardOutput.ReadToEndAsync();
            var errors = bash.StandardError.ReadToEndAsync();
            await bash.WaitForExitAsync().WaitAsync(Limit);
            return (bash.ExitCode, await output, await errors);
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("# A five-minute tour.*?```bash\n(?<script>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
