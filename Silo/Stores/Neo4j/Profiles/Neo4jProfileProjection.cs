using Neo4j.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Silo.Stores.Neo4j.Profiles;

/// <summary>People are nodes. That of a deleted person keeps its id and its seq.</summary>
internal sealed class Neo4jProfileProjection : IProfileProjection
{
    private readonly Neo4jSession _session;
    private readonly GroupedRows<ProfileRow> _puts;

    public Neo4jProfileProjection(Neo4jSession session) => (_session, _puts) = (session, new(WriteAsync));

    public ValueTask PutAsync(IReadOnlyList<ProfileRow> rows, CancellationToken cancellationToken) =>
        new(_puts.WriteAsync(rows, cancellationToken));

    public async ValueTask<IReadOnlyList<Difference<ProfileRow>>> ListDifferingAsync(IReadOnlyList<ProfileRow> rows,
        CancellationToken cancellationToken)
    {
        var profiles = rows.ToDictionary(row => row.UserId);
        return await _session.ReadAsync(
            ListDiffering(rows),
            record => new Difference<ProfileRow>(profiles[record.Text("id")], record["seq"].As<long?>()),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) =>
        await _session.ReadAsync(GetMany(userIds), Map, cancellationToken);

    /// <summary>The statements, for so many people.</summary>
    public static IEnumerable<Cypher> Samples(string[] ids) =>
    [
        Put(ids.Select(id => new ProfileRow(id, 0, null))), GetMany(ids),
        ListDiffering(ids.Select(id => new ProfileRow(id, 0, null))),
    ];

    private Task WriteAsync(IReadOnlyList<ProfileRow> rows) =>
        _session.WriteAsync(Put(rows), CancellationToken.None, nameof(PutAsync));

    private static Cypher Put(IEnumerable<ProfileRow> rows) => ProfileQueries.Put.With(("rows", Nodes(rows)));

    private static Cypher ListDiffering(IEnumerable<ProfileRow> rows) =>
        ProfileQueries.ListDiffering.With(("rows", Nodes(rows)));

    private static List<Dictionary<string, object?>> Nodes(IEnumerable<ProfileRow> rows) =>
        [.. rows.GroupBy(row => row.UserId).Select(same => Node(same.MaxBy(row => row.Seq)!))];

    private static Cypher GetMany(IEnumerable<string> ids) =>
        ProfileQueries.GetMany.With(("ids", ids.Distinct().ToList()));

    private static Dictionary<string, object?> Node(ProfileRow row) => new()
    {
        ["id"] = row.UserId,
        ["seq"] = row.Seq,
        ["username"] = row.Profile?.Username,
        ["fullname"] = row.Profile?.Fullname,
        ["bio"] = row.Profile?.Bio,
        ["avatar"] = row.Profile?.AvatarKey,
        ["createdAt"] = row.Profile?.CreatedAt.ToUniversalTime(),
    };

    private static StoredProfile Map(IRecord record) => new(
        record["id"].As<string>(), record["username"].As<string>(), record["fullname"].As<string?>(),
        record["bio"].As<string?>(), record["avatar"].As<string?>(), record.Time("createdAt"),
        record["seq"].As<long>());
}
