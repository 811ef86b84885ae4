using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

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
        private const string Basic = "Basic";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(management.Value.Password switch
            {
                { Length: > 0 } expected when !IsSame(SentPassword(), expected) =>
                    AuthenticateResult.Fail("Wrong operator password."),
                _ => AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(Policy)), Policy)),
            });

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = $"{Basic} realm=\"operators\", charset=\"UTF-8\"";
            return Problems.KnownProblems.Unauthenticated.ExecuteAsync(Context);
        }

        private string SentPassword()
        {
            if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
                || !Basic.Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return "";
            }
            var credentials = new byte[header.Parameter?.Length ?? 0];
            if (!Convert.TryFromBase64String(header.Parameter ?? "", credentials, out var length))
                return "";
            var text = Encoding.UTF8.GetString(credentials, 0, length);
            return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        /// <summary>
        /// Compares hashes in constant time, so that the time reveals neither a matching prefix nor the length.
        /// </summary>
        private static bool IsSame(string password, string expected) =>
            CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)),
                SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
    }
}
