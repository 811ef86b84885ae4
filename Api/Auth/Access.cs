using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Reels.Api.Problems;

namespace Reels.Api.Auth;

/// <summary>Who may call what. An endpoint that says neither of these ignores the Authorization header.</summary>
public static class Access
{
    internal const string OptionalPolicy = "optional";

    /// <summary>Only with a valid token.</summary>
    public static T RequireToken<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization();

    /// <summary>With a valid token or none; a bad one is refused here too.</summary>
    public static T TakeToken<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.RequireAuthorization(OptionalPolicy);

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AccessTokens>().AddSingleton<RefreshTokens>().AddSingleton(OpenRootSecret);
        services.AddSingleton<Revocations>().AddHostedService<RevocationPoll>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        DropDataProtectionStart(services);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<AccessTokens, Revocations>(Configure);
        services.AddAuthorizationBuilder().AddPolicy(OptionalPolicy, policy => policy.RequireAssertion(context =>
            context.User.Identity is { IsAuthenticated: true } || context.Resource is HttpContext http && !HasBearer(http.Request)));
        return services;
    }

    /// <summary>Data protection comes with authentication and writes keys into the user's home as it starts; nothing here is protected by them.</summary>
    private static void DropDataProtectionStart(IServiceCollection services)
    {
        foreach (var start in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
            services.Remove(start);
    }

    private static RootSecret OpenRootSecret(IServiceProvider services) =>
        services.GetRequiredService<IOptions<AuthOptions>>().Value.SigningKey is { Length: > 0 } configured && RootSecret.TryParse(configured, out var secret)
            ? secret
            : RootSecretFile.ReadOrCreate(services.GetRequiredService<IOptions<DataOptions>>().Value.Folder);

    private static void Configure(JwtBearerOptions jwt, AccessTokens tokens, Revocations revocations)
    {
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters = tokens.Validation;
        jwt.Events = new JwtBearerEvents { OnMessageReceived = Receive, OnTokenValidated = context => RefuseRevoked(context, revocations), OnChallenge = Challenge };
    }

    private static Task Receive(MessageReceivedContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            context.NoResult();
        return Task.CompletedTask;
    }

    private static Task RefuseRevoked(TokenValidatedContext context, Revocations revocations)
    {
        if (Caller.Of(context.Principal!) is { } caller && revocations.Hold(caller.UserId, caller.SessionId))
            context.Fail(new SessionEndedException());
        return Task.CompletedTask;
    }

    private static Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var sent = HasBearer(context.Request);
        context.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
        var problem = sent ? KnownProblems.InvalidToken : KnownProblems.Unauthenticated;
        // Refreshing would lead to nothing.
        return (context.AuthenticateFailure is SessionEndedException ? KnownProblems.SessionEnded : problem).ExecuteAsync(context.HttpContext);
    }

    private static bool HasBearer(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString() is var sent
        && sent.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && (sent.Length == 6 || sent[6] is ' ' or ',');

#pragma warning disable CA1032, CA1064 // How the handler of tokens is told why; nobody throws it.
    private sealed class SessionEndedException : Exception;
#pragma warning restore CA1032, CA1064
}
