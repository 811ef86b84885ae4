using Microsoft.OpenApi;
using Reels.Api.Http;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>Marks an endpoint that reads an upload: a form, or raw bytes.</summary>
internal sealed record UploadMetadata;

/// <summary>
/// Describes the upload's request in OpenAPI. The kind is in the query alone, because generated clients can't have two
/// parameters of one name.
/// </summary>
internal static class UploadBody
{
    public static readonly ParameterMetadata KindInQuery = new("kind",
        "The kind of the upload. A form may have it as a field before the file instead.",
        new OpenApiSchemaReference(nameof(MediaKind)), Required: true);

    public static OpenApiRequestBody Describe()
    {
        var content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = Form() };
        foreach (var type in MediaFormat.AcceptedTypes)
            content[type] = new() { Schema = Bytes() };
        return new()
        {
            Description = "A form with the file, or the bytes of the file alone.",
            Required = true,
            Content = content
        };
    }

    private static OpenApiMediaType Form() => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = Bytes() },
        },
        // Kiota takes a form for a form only where it has an encoding.
        Encoding = new Dictionary<string, OpenApiEncoding>
        {
            ["file"] = new() { ContentType = string.Join(", ", MediaFormat.AcceptedTypes) },
        },
    };

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
