using System.Net.Sockets;
using Neo4j.Driver;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>What the driver's exceptions mean.</summary>
internal static class Neo4jFailure
{
    public static bool IsOne(Exception exception) => exception
        is Neo4jException or IOException or SocketException or ObjectDisposedException or TimeoutException
            or ReplacedWhileReadException;

    /// <param name="exception">Of the driver.</param>
    /// <param name="isWrite">Whether it may have been applied, unless the server says that it wasn't.</param>
    public static StoreUnavailableException Translate(Exception exception, bool isWrite) =>
        new(Engines.Neo4j, isWrite && !IsRolledBack(exception), exception);

    /// <summary>The server answered with an error: it has rolled the transaction back.</summary>
    private static bool IsRolledBack(Exception exception) =>
        exception is ClientException or TransientException or SecurityException;
}
