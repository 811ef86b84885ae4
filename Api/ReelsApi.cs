using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Comments;
using Reels.Api.Documentation;
using Reels.Api.Health;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Likes;
using Reels.Api.Limits;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Api.Media.Files;
using Reels.Api.Media.Reads;
using Reels.Api.Media.Uploads;
using Reels.Api.Problems;
using Reels.Api.RateLimits;
using Reels.Api.Reels;
using Reels.Api.Reports;
using Reels.Api.Search;
using Reels.Api.Secrets;
using Reels.Api.SignIn;
using Reels.Api.Stories;
using Reels.Api.Timelines;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Api;

/// <summary>
/// Everything of the HTTP API but the connection to the grains, for this process and for those that hold a silo too.
/// </summary>
public static class ReelsApi
{
    public static WebApplicationBuilder AddReelsApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequireNormalization();
        var services = builder.Services;
        services.TryAddKeyedSingleton(Clock.Key, TimeProvider.System);
        services.AddValidatedOptions<HttpLimits>(HttpLimits.Section);
        services.AddValidatedOptions<ManagementOptions>(ManagementOptions.Section);
        services.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        services.AddValidatedOptions<DataOptions>(DataOptions.Section);
        services.AddValidatedOptions<AuthOptions>(AuthOptions.Section);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpLimits>>(Limit);

        services.AddProblems().AddReelsJson().AddReelsCors(builder.Configuration).AddAnswerCompression().AddAccess()
            .AddOperators().AddPortSeparation().AddRateLimits().AddDocumentation();
        services.AddMedia().AddFileMedia().AddUploads().AddMediaReads().AddMediaCleanup();
        services.AddSignIn();
        builder.AddTelemetry();
        services.AddSingleton<Cursors>().AddSingleton<Idempotency>().AddSingleton<OwnWrites>();
        services.AddSingleton<IStoreHealth, SiloStoreHealth>();
        services.AddSingleton<Shutdown>().AddHostedService(provider => provider.GetRequiredService<Shutdown>());
        return builder;
    }

    public static WebApplication UseReelsApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // A secret that can't be read stops the start, not the first request.
        app.Services.GetRequiredService<RootSecret>();
        app.AddManagementListener();
        app.UseAnswerHeaders().UseResponseCompression().UseProblems().UseRouting();
        app.UseCors().UseAuthentication().UseAuthorization().UseRateLimiter();

        MapResources(app.MapGroup("").WithHead().RefuseBadInput());
        return app;
    }

    private static void MapResources(RouteGroupBuilder endpoints)
    {
        endpoints.MapAuth();
        endpoints.MapUsers();
        endpoints.MapFollows();
        endpoints.MapBlocks();
        endpoints.MapSuggestions();
        endpoints.MapUploads();
        endpoints.MapMediaReads();
        endpoints.MapReels();
        endpoints.MapFeed();
        endpoints.MapLikes();
        endpoints.MapComments();
        endpoints.MapStories();
        endpoints.MapSearch();
        endpoints.MapReports();
        endpoints.MapLimits();
        endpoints.MapHealth();
        endpoints.MapMetrics();
        endpoints.MapDashboard();
        endpoints.MapDocumentation();
    }

    private static void Limit(KestrelServerOptions server, IOptions<HttpLimits> options)
    {
        var limits = options.Value;
        server.AddServerHeader = false;
        // Whoever reads a body bounds it: JsonBody and MediaUploader. A limit of the server's would close the
        // connection with the answer, which a client that sends to the end before it reads then never gets to see; what
        // nobody reads is let pass by for at most 5 s.
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.KeepAlive;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
        server.Limits.MinResponseDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
    }

    /// <summary>
    /// Without ICU, NFKC does nothing and says nothing: passwords would be hashed in a form that another node can't
    /// check.
    /// </summary>
    private static void RequireNormalization()
    {
        if ("\uFB01".Normalize(NormalizationForm.FormKC) != "fi")
        {
            throw new InvalidOperationException(
                "Unicode normalization is not available: install ICU and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset.");
        }
    }
}
