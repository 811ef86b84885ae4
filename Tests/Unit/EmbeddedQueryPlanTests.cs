using System.Reflection;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedQueryPlanTests(EmbeddedStoresFixture embedded) : IClassFixture<EmbeddedStoresFixture>
{
    public static TheoryData<string, string> Queries
    {
        get
        {
            var queries = new TheoryData<string, string>();
            foreach (var type in typeof(EmbeddedStores).Assembly.GetTypes().Where(HasQueries))
            {
                foreach (var query in type.GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Where(constant => constant.IsLiteral))
                {
                    queries.Add($"{type.Name}.{query.Name}", (string)query.GetRawConstantValue()!);
                }
            }

            return queries;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_seeks_an_index_and_sorts_nothing(string name, string sql)
    {
        var plan = await embedded.Stores.Database.ReadAsync(
            session => session[$"EXPLAIN QUERY PLAN {WithValues(sql)}"].List(row => row.GetString(3)),
            CancellationToken.None);

        // The queue of erasures is read from its head, in the order of its rows.
        Assert.All(plan,
            step => Assert.True(!step.StartsWith("SCAN", StringComparison.Ordinal) || IsBounded(step),
                $"{name}: {step}"));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
    }

    /// <summary>The queries of each feature. The engine's own queries only begin and end transactions.</summary>
    private static bool HasQueries(Type type) =>
        type.Namespace?.StartsWith("Reels.Silo.Stores.Embedded.", StringComparison.Ordinal) == true
        && type.Namespace != typeof(EmbeddedDatabase).Namespace
        && type.Name.EndsWith("Queries", StringComparison.Ordinal);

    private static bool IsBounded(string step) =>
        step.Contains("json_each", StringComparison.Ordinal)
            || step == "SCAN media_erasures";

    private static string WithValues(string sql) => System.Text.RegularExpressions.Regex.Replace(sql, @"\$\w+", "1");
}
