using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Reels.Api.Hosting;

/// <summary>Marks an endpoint whose answers contain tokens.</summary>
internal sealed record HoldsTokensMetadata;

/// <summary>Security and cache headers of every answer, and compression.</summary>
internal static class AnswerHeaders
{
    public const string NoStore = "no-store";
    private const string PrivateNoCache = "private, no-cache";

    /// <summary>
    /// Pages have scripts of their own. In all other answers nothing may be run, loaded or framed.
    /// </summary>
    private const string PagePolicy = "frame-ancestors 'none'";
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static IServiceCollection AddAnswerCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/json", Problems.Problem.ContentType, "text/html", "text/javascript",
                "application/javascript"];
        });
        return services.AddSingleton<IResponseCompressionProvider, Compression>();
    }

    /// <summary>
    /// Adds the headers. JSON is private and revalidated unless its endpoint sets another rule.
    /// </summary>
    public static IApplicationBuilder UseAnswerHeaders(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var shutdown = app.ApplicationServices.GetRequiredService<Shutdown>();
        return app.Use((context, next) =>
        {
            context.Response.OnStarting(() => CompleteAsync(context.Response, shutdown));
            return next(context);
        });
    }

    /// <summary>Keeps answers with tokens out of caches, and uncompressed.</summary>
    public static T HoldsTokens<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new HoldsTokensMetadata());

    private static Task CompleteAsync(HttpResponse response, Shutdown shutdown)
    {
        var headers = response.Headers;
        Cors.CompleteForCaches(response.HttpContext);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // The client then sends its next request on a new connection, not on one that is about to be closed.
        if (shutdown.IsStopping)
            headers.Connection = "close";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = response.ContentType?.StartsWith("text/html",
                StringComparison.OrdinalIgnoreCase) == true ? PagePolicy : DataPolicy;
        }
        if (response.HttpContext.GetEndpoint()?.Metadata.GetMetadata<HoldsTokensMetadata>() is not null)
        {
            headers.CacheControl = NoStore;
        }
        else if ((IsJson(response.ContentType) || response.StatusCode == StatusCodes.Status304NotModified)
            && (headers.CacheControl.Count == 0 || response.StatusCode >= StatusCodes.Status400BadRequest))
        {
            headers.CacheControl = PrivateNoCache;
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Authorization);
        }

        return Task.CompletedTask;
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Contains("json", StringComparison.OrdinalIgnoreCase);

    private sealed class Compression(IServiceProvider services,
        IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            context.GetEndpoint()?.Metadata.GetMetadata<HoldsTokensMetadata>() is null
                && base.ShouldCompressResponse(context);
    }
}
