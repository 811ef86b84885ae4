using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Reels.Api.Auth;

/// <summary>
/// The user who sends a request. A handler behind <see cref="Access.RequireToken{T}"/> has a parameter
/// <c>Caller</c>, and one behind <see cref="Access.AllowToken{T}"/> has <c>Caller?</c>.
/// </summary>
/// <param name="UserId">The id of the user.</param>
/// <param name="SessionId">The session of the token; null with tokens of an external authority.</param>
internal sealed record Caller(string UserId, string? SessionId)
{
    public static ValueTask<Caller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(Of(context.User));
    }

    internal static Caller? Of(ClaimsPrincipal user) => user.FindFirst(JwtRegisteredClaimNames.Sub) is { } subject
        ? new Caller(subject.Value, user.FindFirst(JwtRegisteredClaimNames.Sid)?.Value)
        : null;
}

/// <summary>
/// A user whom the external authority has signed in, and who has no profile here yet. A handler behind
/// <see cref="Access.AllowNewcomers{T}"/> has a parameter <c>Newcomer?</c>.
/// </summary>
/// <param name="Identity">A hash of issuer and subject.</param>
internal sealed record Newcomer(string Identity)
{
    internal const string ClaimType = "newcomer";

    public static ValueTask<Newcomer?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(
            context.User.FindFirst(ClaimType) is { } identity ? new Newcomer(identity.Value) : null);
    }
}
