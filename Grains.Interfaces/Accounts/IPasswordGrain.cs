namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The password of one user. The key is the user id.</summary>
[Alias("IPasswordGrain")]
public interface IPasswordGrain : IGrainWithStringKey
{
    /// <summary>
    /// Replaces the password and ends all sign-ins but one, together. Repeating it changes nothing, also after the
    /// password has changed.
    /// </summary>
    /// <param name="current">NFKC.</param>
    /// <param name="next">8 to 128 characters, NFKC.</param>
    /// <param name="exceptSessionId">The sign-in that goes on; null: none.</param>
    [Alias("Change")]
    Task<ChangePasswordResult> Change(string current, string next, string? exceptSessionId,
        CancellationToken cancellationToken = default);
}

public enum ChangePasswordStatus
{
    Changed = 0,

    /// <summary>The current password is another.</summary>
    WrongPassword = 1,

    /// <summary>The user has no account with a password, or doesn't exist (any more).</summary>
    UserNotFound = 2,
}

[GenerateSerializer, Immutable, Alias("ChangePasswordResult")]
public sealed record ChangePasswordResult([property: Id(0)] ChangePasswordStatus Status);
