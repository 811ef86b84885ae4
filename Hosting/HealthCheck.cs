using System.Net;
using Microsoft.Extensions.Configuration;

namespace Reels.Hosting;

/// <summary>
/// Asks the running program on this machine whether it is ready: the health check of a container, whose image has no
/// other HTTP client.
/// </summary>
internal static class HealthCheck
{
    public const string Switch = "--check-health";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static bool IsAsked(IEnumerable<string> args) => args.Contains(Switch);

    /// <param name="args">The arguments that the running program has.</param>
    /// <param name="defaultPort">Its management port, where no setting has another.</param>
    /// <returns>0 if it is ready; 1 if it isn't, or doesn't answer within 2 s.</returns>
    public static async Task<int> RunAsync(string[] args, int defaultPort)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables()
            .AddCommandLine([.. args.Where(arg => arg != Switch)]).Build();
        var port = settings.GetValue("Management:Port", defaultPort);
        using var client = new HttpClient { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{Host(settings)}:{port}/health/ready"));
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Not ready: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Loopback, unless the program listens at one other address alone.</summary>
    private static string Host(IConfiguration settings) =>
        IPAddress.TryParse(settings["Management:Address"], out var address) && !address.Equals(IPAddress.Any)
            && !address.Equals(IPAddress.IPv6Any)
            ? new UriBuilder { Host = address.ToString() }.Uri.Host
            : IPAddress.Loopback.ToString();
}
