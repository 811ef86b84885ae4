using Microsoft.OpenApi;
using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>The JSON body that an endpoint reads.</summary>
internal sealed record BodyMetadata(Type Type);

/// <summary>A parameter that an endpoint reads by itself.</summary>
internal sealed record ParameterMetadata(string Name, string Description, OpenApiSchema Schema,
    ParameterLocation In = ParameterLocation.Query);

/// <summary>The endpoint answers the bytes of a file, or a part of them.</summary>
internal sealed record BytesMetadata;

/// <summary>The endpoint takes an <c>Idempotency-Key</c>.</summary>
internal sealed record IdempotentMetadata;

/// <summary>Problems that an endpoint may answer beside those that follow from what it reads.</summary>
internal sealed record AnswersMetadata(IReadOnlyList<Problem> Problems);

internal static class EndpointDescriptions
{
    /// <summary>Names the problems of an endpoint's own.</summary>
    public static T Answers<T>(this T endpoint, params Problem[] problems)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswersMetadata(problems));
}
