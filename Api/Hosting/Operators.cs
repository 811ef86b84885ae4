using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Reels.Hosting;

namespace Reels.Api.Hosting;

/// <summary>Endpoints for operators only, and the operators' sign-in.</summary>
internal static class Operators
{
    private const string Policy = "operator";
    private const string DashboardPath = "/dashboard";

    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        // AddAuthentication would add data protection again, which AddAccess has removed.
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BasicPassword>(Policy, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policy, policy => policy.AddAuthenticationSchemes(Policy).RequireAuthenticatedUser());
        return services;
    }

    /// <summary>Serves only on the management port, with its password where one is set.</summary>
    internal static T ServedToOperators<T>(this T endpoint)
        where T : IEndpointConventionBuilder =>
            endpoint.ServedOn(Ports.Management).RequireAuthorization(Policy).DisableRateLimiting();

    /// <summary>Maps the live dashboard of the cluster's grains and silos.</summary>
    internal static void MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        // A test host with fake grains has no cluster.
        if (!endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>()
            .IsService(typeof(IClusterClient)))
        {
            return;
        }
        endpoints.MapGroup("").ExcludeFromDescription().ServedToOperators().MapOrleansDashboard(DashboardPath);
    }

    private sealed class BasicPassword(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
        IOptions<ManagementOptions> management)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(OperatorPassword.IsSent(Request.Headers.Authorization, management.Value.Password)
                ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(Policy)), Policy))
                : AuthenticateResult.Fail("Wrong operator password."));

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = OperatorPassword.Challenge;
            return Problems.KnownProblems.Unauthenticated.ExecuteAsync(Context);
        }
    }
}
