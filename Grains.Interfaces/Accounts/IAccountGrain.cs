namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The sign-in of one username. The key is the username in lower case.</summary>
[Alias("IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>
    /// Claims the name, which is the commit point, and creates the account. The same user id again is a replay, which
    /// returns the first answer.
    /// </summary>
    [Alias("Register")]
    Task<RegisterResult> Register(Registration registration, CancellationToken cancellationToken = default);

    /// <summary>Checks a password. An unknown name costs the same time as a wrong password.</summary>
    [Alias("SignIn")]
    Task<SignInResult> SignIn(string password, CancellationToken cancellationToken = default);
}

/// <param name="UserId">32 hex characters, chosen by the caller: random, or derived from an idempotency key.</param>
/// <param name="Password">8 to 128 characters, NFKC.</param>
/// <param name="Fullname">0 to 64 characters, or null.</param>
/// <param name="RequestHash">Hash of the request without the password; null where it had no idempotency key.</param>
[GenerateSerializer, Immutable, Alias("Registration")]
public sealed record Registration(
    [property: Id(0)] string UserId,
    [property: Id(1)] string Password,
    [property: Id(2)] string? Fullname,
    [property: Id(3)] string? RequestHash);

public enum RegisterStatus
{
    Registered = 0,

    /// <summary>The same request was answered before: the account is the one that it created.</summary>
    Replayed = 1,
    UsernameTaken = 2,

    /// <summary>The key was used for another request, or with another password.</summary>
    KeyReused = 3,
}

/// <param name="Status">What happened.</param>
/// <param name="UserId">The account's user; null unless registered or replayed.</param>
/// <param name="PasswordVersion">Version of the password that was checked, for
/// <see cref="ISessionGrain.Start"/>.</param>
[GenerateSerializer, Immutable, Alias("RegisterResult")]
public sealed record RegisterResult([property: Id(0)] RegisterStatus Status, [property: Id(1)] string? UserId,
    [property: Id(2)] long PasswordVersion = 0);

/// <param name="UserId">The account's user; null where the name is unknown or the password is wrong.</param>
/// <param name="PasswordVersion">Version of the password that was checked, for
/// <see cref="ISessionGrain.Start"/>.</param>
[GenerateSerializer, Immutable, Alias("SignInResult")]
public sealed record SignInResult([property: Id(0)] string? UserId, [property: Id(1)] long PasswordVersion = 0);
