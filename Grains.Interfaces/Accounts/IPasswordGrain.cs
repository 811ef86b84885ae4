namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The password of one person. The key is the user id.</summary>
[Alias("IPasswordGrain")]
public interface IPasswordGrain : IGrainWithStringKey
{
    /// <summary>
    /// Replaces the password and ends their sign-ins but one, together. Repeating it, after the password has changed
    /// too, changes nothing.
    /// </summary>
    /// <param name="current">NFKC.</param>
    /// <param name="next">8 to 128 characters, NFKC.</param>
    /// <param name="exceptSessionId">The sign-in that goes on; null for none.</param>
    [Alias("Change")]
    Task<ChangePasswordResult> Change(string current, string next, string? exceptSessionId,
        CancellationToken cancellationToken = default);
}

public enum ChangePasswordStatus
{
    Changed = 0,

    /// <summary>This is not their password.</summary>
    WrongPassword = 1,

    /// <summary>They have no account here.</summary>
    UserNotFound = 2,
}

[GenerateSerializer, Immutable, Alias("ChangePasswordResult")]
public sealed record ChangePasswordResult([property: Id(0)] ChangePasswordStatus Status);
