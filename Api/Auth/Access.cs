using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.Net.Http.Headers;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Secrets;

namespace Reels.Api.Auth;

/// <summary>
/// Authorization of endpoints. An endpoint without any of these rules ignores the Authorization header.
/// </summary>
internal static class Access
{
    internal const string OptionalPolicy = "optional";
    private const string NewcomersPolicy = "newcomers";

    /// <summary>Requires a valid token.</summary>
    public static T RequireToken<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization();

    /// <summary>Allows a valid token or none; an invalid one is refused.</summary>
    public static T AllowToken<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(OptionalPolicy);

    /// <summary>Requires a valid token; its user need not have a profile yet.</summary>
    public static T AllowNewcomers<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(NewcomersPolicy);

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AuthorityKeys>().AddSingleton<ExternalIdentities>().AddSingleton<ExternalTokens>()
            .AddSingleton<IStoreHealth, AuthorityHealth>();
        services.AddSingleton<AccessTokens>().AddSingleton<ValidatedTokens>().AddSingleton(OpenRootSecret);
        services.AddSingleton<Revocations>().AddHostedService<RevocationPoll>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        DropDataProtectionStart(services);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider>(Configure);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(
                new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(JwtRegisteredClaimNames.Sub)
                    .Build())
            .AddPolicy(NewcomersPolicy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(OptionalPolicy, policy => policy.RequireAssertion(context =>
                context.User.HasClaim(claim => claim.Type == JwtRegisteredClaimNames.Sub)
                    || context.Resource is HttpContext http && !HasBearer(http.Request)));
        return services;
    }

    /// <summary>
    /// Authentication adds data protection, which writes keys into the home folder at the start. Nothing here uses
    /// them.
    /// </summary>
    private static void DropDataProtectionStart(IServiceCollection services)
    {
        foreach (var start in services.Where(
            service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(start);
        }
    }

    private static RootSecret OpenRootSecret(IServiceProvider services) =>
        services.GetRequiredService<IOptions<AuthOptions>>().Value.SigningKey is { Length: > 0 } configured
            && RootSecret.TryParse(configured, out var secret)
            ? secret
            : RootSecretFile.ReadOrCreate(services.GetRequiredService<IOptions<DataOptions>>().Value.Folder);

    private static void Configure(JwtBearerOptions jwt, IServiceProvider services)
    {
        var external = services.GetRequiredService<IOptions<AuthOptions>>().Value.IsExternal
            ? services.GetRequiredService<ExternalTokens>()
            : null;
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters = external?.Validation ?? services.GetRequiredService<AccessTokens>().Validation;
        if (external is null)
        {
            jwt.TokenHandlers.Clear();
            jwt.TokenHandlers.Add(services.GetRequiredService<ValidatedTokens>());
        }

        jwt.Events = new JwtBearerEvents
        {
            OnMessageReceived = context => ReceiveAsync(context, external),
            OnTokenValidated = context => AcceptAsync(context, external, services.GetRequiredService<Revocations>()),
            OnChallenge = ChallengeAsync,
            OnForbidden = context => KnownProblems.ProfileRequired.ExecuteAsync(context.HttpContext),
        };
    }

    private static Task ReceiveAsync(MessageReceivedContext context, ExternalTokens? external)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
            return external?.PrepareAsync(context) ?? Task.CompletedTask;
        context.NoResult();
        return Task.CompletedTask;
    }

    private static async Task AcceptAsync(TokenValidatedContext context, ExternalTokens? external,
        Revocations revocations)
    {
        if (external is not null)
            await external.ResolveAsync(context);
        // Not invalid_token: a refresh would be refused too.
        if (context.Result is null && Caller.Of(context.Principal!) is { } caller
            && revocations.IsRevoked(caller.UserId, caller.SessionId))
        {
            context.Fail(new RefusedException(KnownProblems.SessionEnded));
        }
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var hasToken = HasBearer(context.Request);
        var problem = context.AuthenticateFailure is RefusedException refused ? refused.Problem
            : hasToken ? KnownProblems.InvalidToken : KnownProblems.Unauthenticated;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = hasToken ? "Bearer error=\"invalid_token\"" : "Bearer";
        return problem.ExecuteAsync(context.HttpContext);
    }

    private static bool HasBearer(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString() is var header
        && header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase)
        && (header.Length == 6 || header[6] is ' ' or ',');
}

#pragma warning disable CA1032, CA1064 // Thrown and caught only here, in ExternalTokens and in Media/Uploads.
/// <summary>Refuses a request with a problem of its own, instead of <c>invalid_token</c>.</summary>
internal sealed class RefusedException(Problem problem) : Exception
{
    public Problem Problem { get; } = problem;
}
#pragma warning restore CA1032, CA1064
