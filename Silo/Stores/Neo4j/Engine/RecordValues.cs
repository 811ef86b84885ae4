using Neo4j.Driver;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>Values that are always there.</summary>
internal static class RecordValues
{
    /// <exception cref="ReplacedWhileReadException">It is missing.</exception>
    public static DateTimeOffset Time(this IRecord record, string key) =>
        record.Required<ZonedDateTime>(key).ToDateTimeOffset();

    /// <inheritdoc cref="Time" path="/exception"/>
    public static string Text(this IRecord record, string key) => record.Required<string>(key);

    private static T Required<T>(this IRecord record, string key)
        where T : class => record[key].As<T?>() ?? throw new ReplacedWhileReadException(key);
}
