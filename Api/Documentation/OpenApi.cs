using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Reels.Api.Auth;
using Reels.Api.Http;
using Scalar.AspNetCore;

namespace Reels.Api.Documentation;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, and a page to browse it at <c>/scalar</c>.</summary>
internal static class OpenApi
{
    internal const string BearerScheme = "bearer";

    private const string About = "Reels: profiles, follows, reels, feeds, likes, comments and stories. ";
    private const string Registering = "Register, then send the access token as Authorization: Bearer. ";
    private const string Rules =
        "Every failure is an RFC 9457 problem whose code says what to do. Lists go on at nextCursor until it is null.";

    public static IServiceCollection AddDocumentation(this IServiceCollection services) =>
        services.AddOpenApi(openApi =>
    {
        openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        openApi.AddOperationTransformer<OperationDescriber>();
        openApi.CreateSchemaReferenceId = info =>
            info.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ListOf<>)
            ? "ListOf" + type.GetGenericArguments()[0].Name
            : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeConverted(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        openApi.AddDocumentTransformer((document, context, _) =>
        {
            var authority = context.ApplicationServices.GetRequiredService<IOptions<AuthOptions>>().Value.Authority;
            var signIn = string.IsNullOrEmpty(authority)
                ? Registering
                : $"Sign in at {authority}, send its access token as Authorization: Bearer, and make your profile first: POST /api/users with a username. ";
            document.Info = new() { Title = "Reels", Version = "1", Description = About + signIn + Rules };
            (document.Components ??= new()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT"
                },
            };
            // HEAD answers as GET does; told once, not once per operation.
            foreach (var path in document.Paths.Values)
                path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
    });

    /// <summary>What is read and written by converters of our own has no schema by itself.</summary>
    private static void DescribeConverted(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Optional<string>))
            (schema.Type, schema.Description) = (JsonSchemaType.String | JsonSchemaType.Null, null);
        else if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        else if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choices)
            (schema.Type, schema.Enum) = (JsonSchemaType.String, ExactNames.Schema(choices));
    }

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi().DisableRateLimiting();
        endpoints.MapScalarApiReference("/scalar").DisableRateLimiting();
    }
}
