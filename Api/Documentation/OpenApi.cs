using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Media;
using Scalar.AspNetCore;

namespace Reels.Api.Documentation;

/// <summary>Serves OpenAPI 3.1 at <c>/openapi/v1.json</c>, and a page to browse it at <c>/scalar</c>.</summary>
internal static class OpenApi
{
    internal const string BearerScheme = "bearer";

    private const string About = "Reels: profiles, follows, reels, feeds, likes, comments and stories. ";
    private const string SignInHere = "Register, then send the access token as Authorization: Bearer. ";
    private const string Rules =
        "Every error is an RFC 9457 problem with a fixed code. A list continues at nextCursor until that is null.";

    public static IServiceCollection AddDocumentation(this IServiceCollection services) =>
        services.AddOpenApi(openApi =>
    {
        openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        openApi.AddOperationTransformer<OperationDescriber>();
        openApi.CreateSchemaReferenceId = NameOf;
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeConverted(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        openApi.AddDocumentTransformer((document, context, _) =>
        {
            var authority = context.ApplicationServices.GetRequiredService<IOptions<AuthOptions>>().Value.Authority;
            var signIn = string.IsNullOrEmpty(authority)
                ? SignInHere
                : $"Sign in at {authority}, and send its access token as Authorization: Bearer. "
                    + "First create your profile: POST /api/users with a username. ";
            document.Info = new()
            {
                Title = "Reels",
                Version = "1",
                Description = About + signIn + Rules,
                License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            document.Tags = OperationTags.All;
            FixedSets.Apply(document);
            (document.Components ??= new()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT"
                },
            };
            // Generated clients append paths, which begin with a slash.
            foreach (var server in document.Servers ?? [])
                server.Url = server.Url?.TrimEnd('/');
            // HEAD is allowed wherever GET is; listing it would double the document.
            foreach (var path in document.Paths.Values)
                path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
    });

    /// <summary>The name of a type's schema.</summary>
    private static string? NameOf(JsonTypeInfo info) => info.Type switch
    {
        { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(ListOf<>) =>
            "ListOf" + type.GetGenericArguments()[0].Name,
        var type when type == typeof(UploadedMedia) => "Media",
        _ => OpenApiOptions.CreateDefaultSchemaReferenceId(info),
    };

    /// <summary>Gives a schema to ids, and to the types that have our own converters.</summary>
    private static void DescribeConverted(OpenApiSchema schema, Type type)
    {
        if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        // An id is opaque to clients, and a path takes it as text: it must not become a UUID type of theirs.
        else if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(Guid))
            schema.Format = null;
        else if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choices)
            (schema.Type, schema.Enum) = (JsonSchemaType.String, ExactNames.Schema(choices));
    }

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi().DisableRateLimiting();
        endpoints.MapScalarApiReference("/scalar", page =>
        {
            page.AddPreferredSecuritySchemes(BearerScheme);
            // The page is of this product: it offers none of its vendor's services, and asks no other host for
            // anything.
            page.DisableAgent().DisableMcp().HideDeveloperTools().DisableDefaultFonts().DisableTelemetry();
            page.HideClientButton = true;
        }).DisableRateLimiting();
    }
}
