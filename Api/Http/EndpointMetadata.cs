using Microsoft.OpenApi;
using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>The type of the JSON body that an endpoint reads.</summary>
internal sealed record BodyMetadata(Type Type);

/// <summary>A parameter that is read by a parameter type of ours, which OpenAPI does not see.</summary>
internal sealed record ParameterMetadata(string Name, string Description, IOpenApiSchema Schema,
    ParameterLocation In = ParameterLocation.Query, bool Required = false);

/// <summary>Marks an endpoint that answers the bytes of a file, or a range of them.</summary>
internal sealed record BytesMetadata(IReadOnlyList<string> ContentTypes);

/// <summary>Marks an endpoint that accepts an <c>Idempotency-Key</c>.</summary>
internal sealed record IdempotentMetadata;

/// <summary>Problems that an endpoint may answer.</summary>
internal sealed record AnswersMetadata(IReadOnlyList<Problem> Problems);

internal static class EndpointDescriptions
{
    /// <summary>
    /// Documents the problems of an endpoint, in addition to those of its parameters and its authorization.
    /// </summary>
    public static T Answers<T>(this T endpoint, params Problem[] problems)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswersMetadata(problems));
}
