using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Reels.Api.Auth;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Media.Uploads;
using Reels.Api.Problems;
using Reels.Api.Text;

namespace Reels.Api.Documentation;

/// <summary>
/// Completes an operation from its endpoint's metadata: body, parameters, authorization, examples and problems.
/// </summary>
internal sealed class OperationDescriber(IOptions<JsonOptions> json,
    IOptions<AuthOptions> auth) : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        // The endpoint's own problems come last in its metadata, but their examples precede those of its parameters.
        var answers = metadata.OfType<AnswersMetadata>().Reverse().SelectMany(own => own.Problems).ToList();
        DescribeParameters(operation);
        foreach (var read in metadata.OfType<ParameterMetadata>())
        {
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = read.Name,
                    In = read.In,
                    Description = read.Description,
                    Required = read.Required,
                    Schema = read.Schema
                });
        }

        if (metadata.OfType<BodyMetadata>().LastOrDefault() is { } body)
        {
            var schema = WithRequired(
                await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancellationToken));
            context.Document!.AddComponent(body.Type.Name, schema);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(body.Type.Name,
                        context.Document),
                        Example = ExampleOf(body.Type)
                    },
                },
            };
        }

        if (!metadata.OfType<DisableRateLimitingAttribute>().Any())
            answers.Add(KnownProblems.RateLimited);
        if (metadata.OfType<UploadMetadata>().Any())
            operation.RequestBody = UploadBody.Describe();
        if (metadata.OfType<BytesMetadata>().LastOrDefault() is { } bytes)
            DescribeBytes(operation, bytes.ContentTypes);
        if (!metadata.OfType<WithoutClusterMetadata>().Any())
            answers.Add(KnownProblems.ClusterUnavailable);
        DescribeAuthorization(operation, context, metadata.OfType<IAuthorizeData>().LastOrDefault(), answers);
        AddResponseExamples(operation, context);
        await AddProblemsAsync(operation, context,
            [.. answers, KnownProblems.InternalError, KnownProblems.StoreUnavailable], cancellationToken);
        ResponseHeaders.Describe(operation, metadata);
    }

    /// <summary>A member that may be null may also be absent.</summary>
    private static OpenApiSchema WithRequired(OpenApiSchema schema)
    {
        schema.Required = schema.Properties?.Where(member => member.Value.Type?.HasFlag(JsonSchemaType.Null) != true)
            .Select(member => member.Key).ToHashSet();
        // A choice is nullable only in C#, so that an absent one differs from the first one.
        foreach (var choice in schema.Properties?.Values.OfType<OpenApiSchema>()
            .Where(member => member.Enum is { Count: > 0 }) ?? [])
        {
            (choice.Type, choice.Enum) = (JsonSchemaType.String,
                [.. choice.Enum!.OfType<JsonNode>().Where(value => !value.IsJsonNullSentinel())]);
        }
        return schema;
    }

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            (parameter.Description, parameter.Example) = Examples.OfParameter(parameter.Name ?? "");
            if (parameter is { Name: "q", Schema: OpenApiSchema schema })
                (parameter.Required, schema.MinLength, schema.MaxLength) = (true, 1, TextRules.MaxSearch);
        }
    }

    private static void DescribeBytes(OpenApiOperation operation, IReadOnlyList<string> contentTypes)
    {
        foreach (var (_, answer) in operation.Responses!.Where(one => one.Key is "200" or "206"))
        {
            (answer as OpenApiResponse)!.Content = contentTypes.ToDictionary(type => type,
                _ => new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }
                });
        }
    }

    private void DescribeAuthorization(OpenApiOperation operation, OpenApiOperationTransformerContext context,
        IAuthorizeData? access, List<Problem> answers)
    {
        // An empty list says that the operation is open; an absent one, that the document doesn't say.
        operation.Security = [];
        if (access is null)
            return;
        answers.AddRange([KnownProblems.InvalidToken, KnownProblems.SessionEnded]);
        if (auth.Value.IsExternal)
            answers.Add(KnownProblems.ProfileRequired);
        operation.Security.Add(
            new() { [new OpenApiSecuritySchemeReference(OpenApi.BearerScheme, context.Document)] = [] });
        if (access.Policy == Access.OptionalPolicy)
            operation.Security.Add([]);
        else
            answers.Add(KnownProblems.Unauthenticated);
    }

    private void AddResponseExamples(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var type in context.Description.SupportedResponseTypes)
        {
            if (type.Type is { } answer
                && operation.Responses?.GetValueOrDefault(type.StatusCode.ToString(CultureInfo.InvariantCulture))
                    is { Content: { } content })
            {
                foreach (var media in content.Values)
                    media.Example = ExampleOf(answer);
            }
        }
    }

    private async Task AddProblemsAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IReadOnlyList<Problem> problems,
        CancellationToken cancellationToken)
    {
        context.Document!.AddComponent(ProblemSchema.Name,
            ProblemSchema.Complete(WithRequired(
                await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancellationToken))));
        foreach (var status in problems.DistinctBy(problem => problem.Code).GroupBy(problem => problem.Status))
        {
            var content = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(ProblemSchema.Name, context.Document),
            };
            if (status.Count() == 1)
            {
                content.Example = Serialize(Examples.Of(status.Single()));
            }
            else
            {
                content.Examples = status.ToDictionary(problem => problem.Code,
                    IOpenApiExample (problem) =>
                        new OpenApiExample { Summary = problem.Title, Value = Serialize(Examples.Of(problem)) });
            }

            (operation.Responses ??= [])[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(problem => $"{problem.Code}: {problem.Title}")),
                Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = content },
            };
        }
    }

    private JsonNode? ExampleOf(Type type) => Examples.Of(type) is { } example ? Serialize(example) : null;

    private JsonNode? Serialize(object example) =>
        JsonSerializer.SerializeToNode(example, json.Value.SerializerOptions);
}
