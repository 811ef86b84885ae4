using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.RateLimits;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Accounts;

namespace Reels.Api.SignIn;

/// <summary>
/// Registering, signing in, refreshing tokens, signing out and changing the password. Only the last one reads the
/// Authorization header. Where an external authority signs users in, none of these endpoints exists.
/// </summary>
internal static class AuthEndpoints
{
    private const string RefreshDescription =
        "Use each refresh token once, and keep the new one. An old token still serves a retry, so that several tabs "
        + "and lost answers do no harm: within 60 seconds of its first use it gets the newest token of its session. "
        + "Later it gets another token if the one that it got before was never used, which then becomes invalid. "
        + "Any other reuse ends the session. 429 and 5xx use nothing up: repeat the request. While sessions can't be "
        + "read, the answer is an access token of 5 minutes and the same refresh token.";

    public static IServiceCollection AddSignIn(this IServiceCollection services) =>
        services.AddSingleton<RefreshTokens>().AddSingleton<SignIns>();

    public static void MapAuth(this IEndpointRouteBuilder endpoints)
    {
        // A user whom the authority has locked out, or asks for a second factor, must not sign in here by a password.
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<AuthOptions>>().Value.IsExternal)
            return;
        var auth = endpoints.MapGroup("/api/auth").WithTags("Auth").HoldsTokens();
        auth.MapPost("/register", RegisterAsync).WithName("register").CountedAs(Budget.SignIns)
            .WithSummary("Create an account and sign in")
            .Answers(KnownProblems.UsernameTaken);
        auth.MapPost("/login", LoginAsync).WithName("login").CountedAs(Budget.SignIns).WithSummary("Sign in")
            .Answers(KnownProblems.InvalidCredentials);
        auth.MapPost("/refresh", RefreshAsync).WithName("refreshTokens")
            .WithSummary("Get new tokens for a refresh token")
            .WithDescription(RefreshDescription).Answers(KnownProblems.SessionEnded);
        auth.MapPost("/logout", LogoutAsync).WithName("logout").WithSummary("Sign out");
        auth.MapPost("/password", ChangePasswordAsync).WithName("changePassword").RequireToken()
            .WithSummary("Change your password").WithDescription("Ends your other sessions.")
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
        // A stolen token must not allow faster guesses than a sign-in does. A user id is longer than any username.
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

/// <summary>A new account.</summary>
/// <param name="Username">3 to 30 characters of a-z, 0-9, '.' and '_'. Capitals become lower case.</param>
/// <param name="Password">8 to 128 characters of any kind.</param>
/// <param name="Fullname">
/// One line of at most 64 characters, counted as Unicode scalar values; at least one must be visible.
/// </param>
internal sealed record RegisterRequest(
    [property: Length(TextRules.MinUsername, TextRules.MaxUsername),
        RegularExpression(TextRules.UsernameSchema)] string Username,
    [property: Length(TextRules.MinPassword, TextRules.MaxPassword)] string Password,
    [property: MaxLength(TextRules.MaxFullname)] string? Fullname) : IRequestBody<RegisterRequest>
{
    public RegisterRequest Validate(ValidationErrors errors) =>
        new(TextRules.Username(Username, errors), TextRules.Password(Password, errors),
            TextRules.Fullname(Fullname, errors));
}

/// <summary>
/// A sign-in. A username or password that no account can have is answered like a wrong password.
/// </summary>
internal sealed record LoginRequest(string Username, string Password) : IRequestBody<LoginRequest>
{
    public LoginRequest Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (Username is null)
            errors.Add("username", "A username is required.");
        if (Password is null)
            errors.Add("password", "A password is required.");
        return this;
    }
}

/// <summary>A refresh token.</summary>
/// <param name="RefreshToken">The newest refresh token of this session.</param>
internal sealed record RefreshRequest(string RefreshToken) : IRequestBody<RefreshRequest>
{
    public RefreshRequest Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (RefreshToken is null)
            errors.Add("refreshToken", "A refresh token is required.");
        return this;
    }
}

/// <summary>A change of the password.</summary>
/// <param name="CurrentPassword">The password until now.</param>
/// <param name="NewPassword">8 to 128 characters of any kind.</param>
internal sealed record PasswordChange(string CurrentPassword,
    [property: Length(TextRules.MinPassword, TextRules.MaxPassword)] string NewPassword) : IRequestBody<PasswordChange>
{
    public const string WrongPassword = "The current password is wrong.";

    public PasswordChange Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (CurrentPassword is null)
            errors.Add("currentPassword", "The current password is required.");
        else if (!TextRules.IsPassword(CurrentPassword))
            errors.Add("currentPassword", WrongPassword);
        return new(TextRules.ToHashedPassword(CurrentPassword ?? ""),
            TextRules.Password(NewPassword, errors, "newPassword"));
    }
}

/// <summary>The tokens of a session.</summary>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="AccessToken">Send it in the Authorization header.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Exchange it for new tokens, once. Read nothing from it: its form may change.</param>
/// <param name="RefreshExpiresIn">Seconds until the refresh token expires.</param>
/// <param name="User">The profile of the user who signed in.</param>
internal sealed record Tokens(string TokenType, string AccessToken, long ExpiresIn, string RefreshToken,
    long RefreshExpiresIn, Profile User);
