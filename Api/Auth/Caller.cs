using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Reels.Api.Auth;

/// <summary>
/// Who acts. A handler behind <see cref="Access.RequireToken{T}"/> takes a <c>Caller</c>, one behind
/// <see cref="Access.AllowToken{T}"/> a <c>Caller?</c>.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">Their sign-in; null with tokens of another authority.</param>
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
