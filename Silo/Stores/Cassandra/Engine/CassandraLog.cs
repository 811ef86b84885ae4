namespace Reels.Silo.Stores.Cassandra.Engine;

internal static partial class CassandraLog
{
    [LoggerMessage(3251, LogLevel.Warning,
        "There is one copy of each row, and the Cassandra setting {Setting} is {Value}; writes that were answered may "
        + "be lost when Cassandra ends unexpectedly, unless it is {Needed}")]
    public static partial void Unsafe(this ILogger logger, string setting, string value, string needed);
}
