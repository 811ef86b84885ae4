using System.Net.Sockets;
using Cassandra;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>What the driver's exceptions mean.</summary>
internal static class CassandraFailure
{
    public static bool IsOne(Exception exception) =>
        exception is DriverException or SocketException or ObjectDisposedException;

    /// <param name="exception">Of the driver.</param>
    /// <param name="isWrite">Whether it may have been applied, unless the failure says that it wasn't.</param>
    public static StoreUnavailableException Translate(Exception exception, bool isWrite) =>
        new(Engines.Cassandra, isWrite && !IsRefused(exception), exception);

    /// <summary>Too few replicas were alive, or the statement wasn't accepted: nothing was written.</summary>
    private static bool IsRefused(Exception exception) => exception
        is UnavailableException or QueryValidationException or BusyPoolException or AuthenticationException
        || (exception is NoHostAvailableException none && none.Errors.Values.All(error => error is null
            or SocketException or BusyPoolException or UnavailableException));
}
