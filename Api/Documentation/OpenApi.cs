using Scalar.AspNetCore;

namespace Reels.Api.Documentation;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, and a page to browse it at <c>/scalar</c>.</summary>
public static class OpenApi
{
    public static IServiceCollection AddDocumentation(this IServiceCollection services) => services.AddOpenApi();

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapScalarApiReference("/scalar");
    }
}
