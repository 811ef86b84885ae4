using Microsoft.OpenApi;
using Reels.Api.Http;
using Scalar.AspNetCore;

namespace Reels.Api.Documentation;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, and a page to browse it at <c>/scalar</c>.</summary>
public static class OpenApi
{
    internal const string BearerScheme = "bearer";

    private const string Description =
        "Reels: profiles, follows, reels, feeds, likes, comments and stories. Register, then send the access token as Authorization: Bearer. "
        + "Every failure is an RFC 9457 problem whose code says what to do. Lists go on at nextCursor until it is null.";

    public static IServiceCollection AddDocumentation(this IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        openApi.AddOperationTransformer<OperationDescriber>();
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(Optional<string>))
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            return Task.CompletedTask;
        });
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Reels", Version = "1", Description = Description };
            (document.Components ??= new()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
            // HEAD answers as GET does; told once, not once per operation.
            foreach (var path in document.Paths.Values)
                path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapScalarApiReference("/scalar");
    }
}
