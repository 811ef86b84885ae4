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

    public static IServiceCollection AddReelsCors(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var origins = configuration.GetSection(CorsOptions.Section).Get<CorsOptions>()?.Origins ?? [];
        return services.AddCors(cors =>
        {
            cors.AddDefaultPolicy(
                policy => policy.WithOrigins([.. origins]).AllowAnyHeader().AllowAnyMethod()
                    .WithExposedHeaders(Exposed));
            cors.AddPolicy(AnyOrigin,
                policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed));
        });
    }
}
