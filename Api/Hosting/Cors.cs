using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Reels.Api.Hosting;

/// <summary>Web pages that may call the API; section <c>Cors</c>.</summary>
internal sealed class CorsOptions
{
    public const string Section = "Cors";

    /// <summary>Allowed origins, such as <c>https://app.example</c>. Default: none.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];
}

internal static class Cors
{
    /// <summary>The policy of media reads: any page may show media.</summary>
    public const string AnyOrigin = "any-origin";

    private static readonly string[] Exposed =
        ["Location", "Retry-After", "Idempotency-Replayed", "ETag", "Content-Range", "Accept-Ranges",
            "WWW-Authenticate"];

    /// <summary>Chromium, which keeps preflight answers for the shortest time, accepts at most two hours.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    public static IServiceCollection AddReelsCors(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var origins = configuration.GetSection(CorsOptions.Section).Get<CorsOptions>()?.Origins ?? [];
        return services.AddCors(cors =>
        {
            cors.AddDefaultPolicy(policy => policy.WithOrigins([.. origins]).AllowWhatTheApiUses());
            cors.AddPolicy(AnyOrigin, policy => policy.AllowAnyOrigin().AllowWhatTheApiUses());
        });
    }

    /// <summary>
    /// Completes the headers of an answer for caches. An answer that depends on the origin says so, with or without an
    /// allowed origin. One for any origin allows it even if no origin was sent: otherwise a picture that a page has
    /// shown would be cached without the permission, and refused to a script that reads it later.
    /// </summary>
    public static void CompleteForCaches(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>()?.PolicyName == AnyOrigin)
        {
            headers.AccessControlAllowOrigin = CorsConstants.AnyOrigin;
            headers.AccessControlExposeHeaders = string.Join(',', Exposed);
        }
        else if (context.Request.Headers.Origin.Count > 0
            && headers.AccessControlAllowOrigin != CorsConstants.AnyOrigin
            && !headers.Vary.Contains(HeaderNames.Origin))
        {
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Origin);
        }
    }

    private static void AllowWhatTheApiUses(this CorsPolicyBuilder policy) =>
        policy.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightAge);
}
