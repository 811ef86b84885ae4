using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Conventions;
using MongoDB.Bson.Serialization.Serializers;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>
/// How documents of this adapter are written: names in camel case, no field for null, times as dates, ids as UUIDs in
/// text, which the engine orders as their 16 big-endian bytes.
/// </summary>
internal static class DocumentConventions
{
    private static readonly string Namespace = typeof(DocumentConventions).Namespace![..^".Engine".Length];
    private static readonly Lazy<bool> Registered = new(() =>
    {
        var pack = new ConventionPack
        {
            new CamelCaseElementNameConvention(),
            new IgnoreIfNullConvention(true),
            new IgnoreExtraElementsConvention(true),
        };
        pack.AddMemberMapConvention("types", member =>
        {
            if (SerializerOf(member.MemberType) is { } serializer)
                member.SetSerializer(serializer);
        });
        ConventionRegistry.Register(Namespace, pack,
            type => type.Namespace?.StartsWith(Namespace, StringComparison.Ordinal) == true);
        return true;
    });

    public static void Register() => _ = Registered.Value;

    private static IBsonSerializer? SerializerOf(Type type) => type switch
    {
        _ when type == typeof(DateTimeOffset) => new DateTimeOffsetSerializer(BsonType.DateTime),
        _ when type == typeof(DateTimeOffset?) =>
            new NullableSerializer<DateTimeOffset>(new DateTimeOffsetSerializer(BsonType.DateTime)),
        _ when type == typeof(Guid) => new GuidSerializer(BsonType.String),
        _ when type == typeof(Guid?) => new NullableSerializer<Guid>(new GuidSerializer(BsonType.String)),
        _ => null,
    };
}
