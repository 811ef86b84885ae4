using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reels.Api.Media;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>The parts of the document from which generators make types and methods.</summary>
public sealed partial class OpenApiGeneratorTests(ReelsApp app) : IClassFixture<ReelsApp>, IAsyncLifetime
{
    private JsonElement _document;

    private JsonElement Schemas => _document.GetProperty("components").GetProperty("schemas");

    public async ValueTask InitializeAsync() =>
        _document = JsonDocument.Parse(
            await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Every_problem_code_of_the_product_is_in_the_enum()
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var codes = from type in typeof(Problem).Assembly.GetTypes()
                    where !type.ContainsGenericParameters
                    from field in type.GetFields(all)
                    where field.FieldType == typeof(Problem)
                    select ((Problem)field.GetValue(null)!).Code;

        Assert.Equal(codes.Distinct().Order(), Values("ProblemCode").Order());
        Assert.Equal("#/components/schemas/ProblemCode", Member("Problem", "code").Text("$ref"));
    }

    [Fact]
    public void Only_the_list_of_known_problems_makes_new_codes()
    {
        var elsewhere = from file in Repository.Sources()
                        let name = Repository.NameOf(file)
                        where name.StartsWith("Api/", StringComparison.Ordinal)
                            && name != "Api/Problems/KnownProblems.cs"
                        where NewCode().IsMatch(File.ReadAllText(file.FullName))
                        select name;
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Sets_of_values_are_enums_with_names()
    {
        Assert.Equal(MediaFormat.All.Select(format => format.ContentType), Values("MediaContentType"));
        Assert.Equal(["image", "video"], Values("MediaType"));
        Assert.Equal(DegradedParts.All, Values("DegradedPart"));
        Assert.Equal(["live", "ready"], Values("HealthStatus"));
        Assert.Equal(
            ("#/components/schemas/MediaKind", "#/components/schemas/MediaType",
                "#/components/schemas/MediaContentType"),
            (Member("Media", "kind").Text("$ref"), Member("Media", "type").Text("$ref"),
                Member("Media", "contentType").Text("$ref")));
    }

    [Fact]
    public void Every_list_of_degraded_parts_is_of_the_enum() =>
        Assert.All(
            Schemas.EnumerateObject().Where(schema => Members(schema.Value).Any(member => member.Name == "degraded")),
            schema => Assert.Equal("#/components/schemas/DegradedPart",
                Member(schema.Name, "degraded").GetProperty("items").Text("$ref")));

    [Fact]
    public void An_enum_of_answers_says_that_values_may_be_added() =>
        Assert.All(["ProblemCode", "MediaContentType", "MediaType", "DegradedPart", "HealthStatus"],
            name => Assert.EndsWith("Values may be added: accept unknown ones.",
                Schemas.GetProperty(name).Text("description"), StringComparison.Ordinal));

    [Fact]
    public void A_member_of_a_problem_is_absent_instead_of_null() =>
        Assert.All(Members(Schemas.GetProperty("Problem")), member => Assert.True(
            !member.Value.TryGetProperty("type", out var type) || type.ValueKind == JsonValueKind.String,
            member.Name));

    [Fact]
    public void An_id_is_text() =>
        Assert.DoesNotContain("\"uuid\"", _document.GetRawText(), StringComparison.Ordinal);

    [Fact]
    public void An_upload_has_one_kind_and_an_encoding_for_its_file()
    {
        var upload = _document.GetProperty("paths").GetProperty("/api/media/upload").GetProperty("post");
        var kind = Assert.Single(upload.GetProperty("parameters").EnumerateArray(), one => one.Text("name") == "kind");
        var content = upload.GetProperty("requestBody").GetProperty("content");
        var form = content.GetProperty("multipart/form-data");
        var types = MediaFormat.AcceptedTypes;

        Assert.True(kind.GetProperty("required").GetBoolean());
        Assert.Equal("#/components/schemas/MediaKind", kind.GetProperty("schema").Text("$ref"));
        Assert.Equal(["file"], Members(form.GetProperty("schema")).Select(member => member.Name));
        Assert.Equal(string.Join(", ", types),
            form.GetProperty("encoding").GetProperty("file").Text("contentType"));
        Assert.Equal(["multipart/form-data", .. types], content.EnumerateObject().Select(type => type.Name));
    }

    [Fact]
    public void A_media_read_answers_bytes_of_each_type_or_304()
    {
        var answers = _document.GetProperty("paths").GetProperty("/api/media/{key}").GetProperty("get")
            .GetProperty("responses");

        Assert.All(["200", "206"], status =>
        {
            var content = answers.GetProperty(status).GetProperty("content").EnumerateObject().ToList();
            Assert.Equal(MediaFormat.All.Select(format => format.ContentType), content.Select(type => type.Name));
            Assert.All(content, type => Assert.Equal("binary", type.Value.GetProperty("schema").Text("format")));
        });
        Assert.False(answers.GetProperty("304").TryGetProperty("content", out _));
    }

    [Fact]
    public void Every_group_of_operations_has_a_description()
    {
        var described = _document.GetProperty("tags").EnumerateArray()
            .Where(tag => tag.Text("description").Length > 0).Select(tag => tag.Text("name"));
        var used = from path in _document.GetProperty("paths").EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   from tag in operation.Value.GetProperty("tags").EnumerateArray()
                   select tag.GetString();

        Assert.Equal(used.Distinct().Order(), described.Order());
    }

    private IEnumerable<string?> Values(string name) =>
        Schemas.GetProperty(name).GetProperty("enum").EnumerateArray().Select(value => value.GetString());

    private JsonElement Member(string schema, string name) =>
        Members(Schemas.GetProperty(schema)).Single(member => member.Name == name).Value;

    private static JsonElement.ObjectEnumerator Members(JsonElement schema) =>
        schema.TryGetProperty("properties", out var members) ? members.EnumerateObject() : default;

    [GeneratedRegex(@"new Problem\(|new\((StatusCodes\.)?Status\d|\bCode = ""[a-z_]+""")]
    private static partial Regex NewCode();
}
