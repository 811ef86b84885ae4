using Microsoft.OpenApi;
using Reels.Api.Health;
using Reels.Api.Media;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Documentation;

/// <summary>
/// Strings of answers that come from a fixed set. Each set becomes a schema with a name, so that a generated client has
/// one type for it.
/// </summary>
internal static class FixedSets
{
    private const string MayGrow = " Values may be added: accept unknown ones.";

    private static readonly FixedSet[] All =
    [
        new("ProblemCode", "The fixed code of a problem, for programs.", KnownProblems.Codes,
            (ProblemSchema.Name, "code")),
        new("MediaType", "The type of an upload.",
            [.. MediaFormat.All.Select(format => format.ContentType.Split('/')[0]).Distinct()], ("Media", "type")),
        new("MediaContentType", "The MIME type of an upload, as stored.",
            [.. MediaFormat.All.Select(format => format.ContentType)], ("Media", "contentType")),
        new("HealthStatus", "The state of a node: the process runs, or requests are served.",
            HealthAnswer.Statuses, (nameof(HealthAnswer), "status")),
        new("DegradedPart", "A part of an answer that could not be read.", DegradedParts.All, (null, "degraded")),
    ];

    public static void Apply(OpenApiDocument document)
    {
        foreach (var set in All)
        {
            document.AddComponent(set.Name, new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. set.Values],
                Description = set.Description + MayGrow,
            });
            foreach (var (name, schema) in document.Components!.Schemas!)
            {
                if ((set.Member.Schema ?? name) == name && schema.Properties is { } members
                    && members.TryGetValue(set.Member.Name, out var member))
                {
                    members[set.Member.Name] = Limit(member, new(set.Name, document));
                }
            }
        }
    }

    /// <summary>Limits a text, or the items of a list, to a set.</summary>
    private static IOpenApiSchema Limit(IOpenApiSchema member, OpenApiSchemaReference set)
    {
        if (member is not OpenApiSchema { Type: JsonSchemaType.Array } list)
            return set;
        list.Items = set;
        return list;
    }

    /// <param name="Member">A member of a schema; without its name, of every schema that has one.</param>
    private sealed record FixedSet(string Name, string Description, IReadOnlyList<string> Values,
        (string? Schema, string Name) Member);
}
