using System.Net.Sockets;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Real;

/// <summary>
/// The servers of real engines on this machine, for the tests of their adapters. <c>REELS_SERVERS=1</c> says that they
/// run, on their usual ports; without it those tests are skipped.
/// </summary>
internal static class Servers
{
    public const string Variable = "REELS_SERVERS";

    public const string Host = "127.0.0.1";

    public const string Reason = $"Needs real engines on {Host}; {Variable}=1 says that they run.";

    /// <summary>The usual port of each engine.</summary>
    public static readonly IReadOnlyDictionary<string, int> Ports = new Dictionary<string, int>
    {
        [Engines.Redis] = 6_379,
        [Engines.MongoDb] = 27_017,
        [Engines.Cassandra] = 9_042,
        [Engines.Neo4j] = 7_687,
        [Engines.S3] = 9_000,
    };

    public static bool AreRunning => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Skip the test unless the servers run. A server that should run and doesn't is a failure.</summary>
    public static async Task NeedAsync(int port)
    {
        Assert.SkipUnless(AreRunning, Reason);
        using var client = new TcpClient();
        await client.ConnectAsync(Host, port);
    }
}
