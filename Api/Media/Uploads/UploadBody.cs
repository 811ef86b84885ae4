using Microsoft.OpenApi;
using Reels.Api.Http;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>Marks an endpoint that reads an upload: a form, or raw bytes.</summary>
internal sealed record UploadMetadata;

/// <summary>Describes the upload's request in OpenAPI.</summary>
internal static class UploadBody
{
    public static readonly ParameterMetadata KindInQuery = new("kind",
        "Required unless it is a form field before the file.", Kind());

    public static OpenApiRequestBody Describe()
    {
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["kind"] = Kind("Before the file."),
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            },
        };
        var content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Schema = form,
                Example = new System.Text.Json.Nodes.JsonObject
                {
                    ["kind"] = "reel",
                    ["file"] = "(the bytes of sea.jpg)"
                }
            },
        };
        foreach (var type in MediaFormat.All.Select(format => format.ContentType))
            content[type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return new() { Required = true, Content = content };
    }

    private static OpenApiSchema Kind(string? description = null) =>
        new() { Type = JsonSchemaType.String, Enum = ExactNames.Schema(typeof(MediaKind)), Description = description };
}
