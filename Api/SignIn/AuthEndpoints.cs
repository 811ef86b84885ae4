using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.RateLimits;
using Reels.Grains.Interfaces.Accounts;

namespace Reels.Api.SignIn;

/// <summary>
/// Registering, signing in, staying signed in, signing out, and changing the password. Only the last of these looks at
/// the Authorization header. None of it is there where an external authority signs people in.
/// </summary>
internal static class AuthEndpoints
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) =>
        services.AddSingleton<RefreshTokens>().AddSingleton<SignIns>();

    public static void MapAuth(this IEndpointRouteBuilder endpoints)
    {
        // Who an authority has locked out, or lets in by two factors, must not come in by a password here.
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<AuthOptions>>().Value.IsExternal)
            return;
        var auth = endpoints.MapGroup("/api/auth").WithTags("Auth").HoldsTokens();
        auth.MapPost("/register", RegisterAsync).CountedAs(Budget.SignIns).WithSummary("Make an account and sign in")
            .Answers(KnownProblems.UsernameTaken);
        auth.MapPost("/login", LoginAsync).CountedAs(Budget.SignIns).WithSummary("Sign in")
            .Answers(KnownProblems.InvalidCredentials);
        auth.MapPost("/refresh", RefreshAsync).WithSummary("Exchange a refresh token for new tokens")
            .Answers(KnownProblems.SessionEnded);
        auth.MapPost("/logout", LogoutAsync).WithSummary("Sign out");
        auth.MapPost("/password", ChangePasswordAsync).RequireToken()
            .WithSummary("Change one's password and end one's other sign-ins")
            .Answers(KnownProblems.SessionEnded);
    }

    private static async Task<Results<Created<Tokens>, Problem>> RegisterAsync(
        IdempotencyKey key, JsonBody<RegisterRequest> body, HttpResponse response, IGrainFactory grains,
        Idempotency idempotency, SignIns signIns, NameLimiter names, CancellationToken cancellationToken)
    {
        var (username, password, fullname) = body.Value;
        if (names.Refusal(SignIns.AccountOf(username)) is { } tooEarly)
            return tooEarly;
        var registration = new Registration(
            idempotency.UserIdFor(key, username), password, fullname,
            idempotency.HashOf(key, new { username, fullname }));
        var result = await grains.GetGrain<IAccountGrain>(username).Register(registration, cancellationToken);
        return result switch
        {
            { Status: RegisterStatus.UsernameTaken } => KnownProblems.UsernameTaken,
            { Status: RegisterStatus.KeyReused } => KnownProblems.IdempotencyKeyReused,
            { UserId: { } userId }
                when await signIns.BeginAsync(userId, result.PasswordVersion, cancellationToken) is { } tokens =>
                response.Created(null, tokens, result.Status == RegisterStatus.Replayed),
            _ => KnownProblems.SessionEnded,
        };
    }

    private static async Task<Results<Ok<Tokens>, Problem>> LoginAsync(JsonBody<LoginRequest> body, SignIns signIns,
        NameLimiter names, CancellationToken cancellationToken)
    {
        if (names.Refusal(SignIns.AccountOf(body.Value.Username)) is { } tooEarly)
            return tooEarly;
        var result = await signIns.CheckPasswordAsync(body.Value, cancellationToken);
        return result.UserId is { } userId
            && await signIns.BeginAsync(userId, result.PasswordVersion, cancellationToken) is { } tokens
            ? TypedResults.Ok(tokens)
            : KnownProblems.InvalidCredentials;
    }

    private static async Task<Results<Ok<Tokens>, Problem>> RefreshAsync(JsonBody<RefreshRequest> body, SignIns signIns,
        CancellationToken cancellationToken) =>
        await signIns.RefreshAsync(body.Value.RefreshToken, cancellationToken) is { } tokens ? TypedResults.Ok(tokens)
            : KnownProblems.SessionEnded;

    private static async Task<NoContent> LogoutAsync(JsonBody<RefreshRequest> body, SignIns signIns)
    {
        await signIns.EndAsync(body.Value.RefreshToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Problem>> ChangePasswordAsync(
        Caller caller, JsonBody<PasswordChange> body, SignIns signIns, NameLimiter names,
        CancellationToken cancellationToken)
    {
        // Who holds a token alone must not guess faster here than at the door; an id is longer than any name.
        if (names.Refusal(caller.UserId) is { } tooEarly)
            return tooEarly;
        var (current, next) = body.Value;
        return await signIns.ChangePasswordAsync(caller, current, next, cancellationToken) switch
        {
            ChangePasswordStatus.Changed => TypedResults.NoContent(),
            ChangePasswordStatus.WrongPassword =>
                KnownProblems.Invalid("currentPassword", PasswordChange.WrongPassword),
            _ => KnownProblems.SessionEnded,
        };
    }
}
