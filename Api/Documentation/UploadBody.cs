using Microsoft.OpenApi;

namespace Reels.Api.Documentation;

/// <summary>The endpoint reads an upload: a form, or the bytes themselves.</summary>
internal sealed record UploadMetadata;

internal static class UploadBody
{
    public static readonly string[] RawTypes = ["image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/webm"];

    public static OpenApiRequestBody Describe()
    {
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["kind"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["reel", "story", "avatar"], Description = "Before the file." },
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            },
        };
        var content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new() { Schema = form, Example = new System.Text.Json.Nodes.JsonObject { ["kind"] = "reel", ["file"] = "(the bytes of sea.jpg)" } },
        };
        foreach (var type in RawTypes)
            content[type] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return new() { Required = true, Content = content };
    }
}
