using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Reels.Api.Documentation;

/// <summary>The schema of every answer from 400 up.</summary>
internal static class ProblemSchema
{
    public const string Name = "Problem";

    public static OpenApiSchema Complete(OpenApiSchema schema)
    {
        foreach (var member in schema.Properties?.Values.OfType<OpenApiSchema>() ?? [])
        {
            // A member without a value is absent, unlike in other answers.
            member.Type &= ~JsonSchemaType.Null;
        }

        // Kiota takes the message of its exception from there.
        if (schema.Properties?["detail"] is OpenApiSchema detail)
        {
            (detail.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-ms-primary-error-message"] =
                new JsonNodeExtension(JsonValue.Create(true));
        }

        return schema;
    }
}
