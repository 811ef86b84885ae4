namespace Reels.Api.Auth;

/// <summary>
/// Somebody whom the external authority has signed in and who has no profile here yet. A handler behind
/// <see cref="Access.AllowNewcomers{T}"/> takes one.
/// </summary>
/// <param name="Identity">Hash of issuer and subject.</param>
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
