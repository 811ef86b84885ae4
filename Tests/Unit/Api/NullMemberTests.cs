using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reels.Api.Documentation;
using Reels.Api.Http;
using Xunit;

namespace Reels.Tests.Unit.Api;

/// <summary>
/// In every JSON body an explicit null is as if the member were absent: generated clients send null for each member
/// that their user left unset.
/// </summary>
public sealed class NullMemberTests
{
    private static readonly JsonSerializerOptions Json = Options();

    private static IEnumerable<Type> Bodies => typeof(IRequestBody<>).Assembly.GetTypes().Where(
        type => type.GetInterfaces().Any(
            one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequestBody<>)));

    public static TheoryData<string, string> Members =>
        [.. from body in Bodies
            from member in ExampleOf(body)
            select (body.Name, member.Key)];

    [Theory]
    [MemberData(nameof(Members))]
    public void A_null_member_is_as_if_absent(string body, string member)
    {
        var type = Bodies.Single(one => one.Name == body);
        var (absent, isNull) = (ExampleOf(type), ExampleOf(type));
        absent.Remove(member);
        isNull[member] = null;

        Assert.Equal(Outcome(type, absent), Outcome(type, isNull));
    }

    /// <summary>The validated body and its errors, as text.</summary>
    private static string Outcome(Type type, JsonObject json)
    {
        var errors = new ValidationErrors();
        var body = type.GetMethod("Validate", BindingFlags.Public | BindingFlags.Instance)!
            .Invoke(json.Deserialize(type, Json), [errors]);
        return JsonSerializer.Serialize(body, type, Json) + JsonSerializer.Serialize(errors.ToProblem().Errors, Json);
    }

    private static JsonObject ExampleOf(Type type) =>
        JsonSerializer.SerializeToNode(Examples.Of(type), type, Json)!.AsObject();

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        JsonSettings.Apply(options);
        return options;
    }
}
