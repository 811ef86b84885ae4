using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Api.Admission;
using Reels.Api.Auth;
using Reels.Api.Cluster;
using Reels.Api.Comments;
using Reels.Api.Documentation;
using Reels.Api.Health;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Likes;
using Reels.Api.Limits;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
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
using Reels.Api.Text;
using Reels.Api.Timelines;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Api;

/// <summary>The HTTP API, except for the connection to the grains, which each host adds.</summary>
public static class ReelsApi
{
    /// <summary>Adds the services of the API.</summary>
    public static WebApplicationBuilder AddReelsApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TextRules.RequireNormalization();
        var services = builder.Services;
        services.TryAddKeyedSingleton(Clock.Key, TimeProvider.System);
        services.AddValidatedOptions<HttpLimits>(HttpLimits.Section);
        services.AddValidatedOptions<ManagementOptions>(ManagementOptions.Section);
        services.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        services.AddValidatedOptions<DataOptions>(DataOptions.Section);
        services.AddValidatedOptions<AuthOptions>(AuthOptions.Section);

        services.AddClusterConnection(separate: false);
        services.AddAdmission();
        services.AddServerLimits();
        services.AddProblems();
        services.AddReelsJson();
        services.AddReelsCors(builder.Configuration);
        services.AddAnswerCompression();
        services.AddAccess();
        services.AddOperators();
        services.AddPortSeparation();
        services.AddRateLimits();
        services.AddDocumentation();
        services.AddMedia();
        services.AddMediaStore(builder.Configuration);
        services.AddUploads();
        services.AddMediaReads();
        services.AddMediaCleanup();
        services.AddSignIn();
        builder.AddTelemetry();
        services.AddSingleton<Cursors>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<EntityTags>();
        services.AddOwnWrites();
        services.AddHealth();
        services.AddShutdown();
        return builder;
    }

    /// <summary>Maps the endpoints of the API, and adds its middleware and its management port.</summary>
    public static WebApplication UseReelsApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // An unreadable secret stops the start, not the first request.
        app.Services.GetRequiredService<RootSecret>();
        app.AddManagementListener();

        app.UseAnswerHeaders();
        app.UseResponseCompression();
        app.UseProblems();
        app.UseRouting();
        app.UseCors();
        app.UseClusterGate();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        MapResources(app.MapGroup("").WithHead().RefuseBadInput().WithinBudget().WithEntityTags());
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
        endpoints.MapHomePages();
    }
}
