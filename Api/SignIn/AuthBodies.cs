using System.ComponentModel.DataAnnotations;
using Reels.Api.Http;
using Reels.Api.Text;
using Reels.Api.Users;

namespace Reels.Api.SignIn;

/// <param name="Username">3 to 30 of a-z, 0-9, '.' and '_'; capitals are taken and made small.</param>
/// <param name="Password">8 to 128 characters, anything.</param>
/// <param name="Fullname">Up to 64 characters.</param>
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
/// A sign-in. Only the presence of its members is checked: what no account can have is answered as a wrong password is.
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

/// <param name="RefreshToken">The latest one given.</param>
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

/// <param name="CurrentPassword">The one that signs in now.</param>
/// <param name="NewPassword">8 to 128 characters, anything.</param>
internal sealed record PasswordChange(string CurrentPassword,
    [property: Length(TextRules.MinPassword, TextRules.MaxPassword)] string NewPassword) : IRequestBody<PasswordChange>
{
    public const string WrongPassword = "This is not your password.";

    public PasswordChange Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (CurrentPassword is null)
            errors.Add("currentPassword", "Your current password is required.");
        else if (!TextRules.IsPassword(CurrentPassword))
            errors.Add("currentPassword", WrongPassword);
        return new(TextRules.ToHashedPassword(CurrentPassword ?? ""),
            TextRules.Password(NewPassword, errors, "newPassword"));
    }
}

/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="AccessToken">For the Authorization header.</param>
/// <param name="ExpiresIn">Seconds that the access token lives.</param>
/// <param name="RefreshToken">For one refresh.</param>
/// <param name="RefreshExpiresIn">Seconds that the refresh token lives.</param>
/// <param name="User">Who signed in.</param>
internal sealed record Tokens(string TokenType, string AccessToken, long ExpiresIn, string RefreshToken,
    long RefreshExpiresIn, Profile User);
