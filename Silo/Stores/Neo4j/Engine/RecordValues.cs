using Neo4j.Driver;

namespace Reels.Silo.Stores.Neo4j.Engine;

internal static class RecordValues
{
    public static DateTimeOffset Time(this IRecord record, string key) =>
        record[key].As<ZonedDateTime>().ToDateTimeOffset();

    public static string Text(this IRecord record, string key) => record[key].As<string>();
}
