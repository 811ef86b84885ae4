using Reels.Grains.Interfaces;
using StackExchange.Redis;

namespace Reels.Silo.Stores.Redis.Engine;

/// <summary>What the driver's exceptions mean.</summary>
internal static class RedisFailure
{
    /// <summary>Codes of answers that come before a command or a script has written anything.</summary>
    private static readonly string[] Refusals =
    [
        "BUSY ", "CLUSTERDOWN ", "CROSSSLOT ", "LOADING ", "MASTERDOWN ", "MISCONF ", "MOVED ", "NOAUTH ", "NOPERM ",
        "NOREPLICAS ", "OOM ", "READONLY ", "WRONGPASS ",
    ];

    /// <summary>Whether an answer says that the server knows no such user with this password.</summary>
    public static bool IsOfUser(string answer) => answer.StartsWith("NOAUTH ", StringComparison.Ordinal)
        || answer.StartsWith("WRONGPASS ", StringComparison.Ordinal);

    public static bool IsOne(Exception exception) =>
        exception is RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException;

    /// <param name="exception">Of the driver.</param>
    /// <param name="isWrite">Whether it may have been applied, unless the failure says that it wasn't.</param>
    public static StoreUnavailableException Translate(Exception exception, bool isWrite) =>
        new(Engines.Redis, isWrite && !IsRefused(exception), exception);

    /// <summary>Redis didn't get the command, or didn't accept it: nothing was written.</summary>
    private static bool IsRefused(Exception exception) => exception switch
    {
        RedisConnectionException failure => IsUnsent(failure.CommandStatus) || failure.FailureType
            is ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection,
        RedisTimeoutException failure => IsUnsent(failure.Commandstatus),
        RedisServerException failure => Refusals.Any(
            code => failure.Message.StartsWith(code, StringComparison.Ordinal)),
        _ => exception is RedisCommandException or ObjectDisposedException,
    };

    private static bool IsUnsent(CommandStatus status) =>
        status is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog;
}
