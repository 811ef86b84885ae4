using Microsoft.Extensions.Caching.Memory;
using Reels.Grains.Interfaces.Accounts;

namespace Reels.Api.Auth;

/// <summary>The users of external identities, cached by this node so that requests need no store.</summary>
internal sealed class ExternalIdentities(IGrainFactory grains, Revocations revocations) : IDisposable
{
    /// <summary>How long a user is cached. The user of an identity changes only when an account is deleted.</summary>
    private static readonly TimeSpan UserLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a newcomer is cached: a profile created on another node is seen after this time.</summary>
    private static readonly TimeSpan NewcomerLifetime = TimeSpan.FromSeconds(1);

    private const int MaxEntries = 100_000;

    private readonly MemoryCache _users = new(new MemoryCacheOptions { SizeLimit = MaxEntries });
    private readonly Lock _gate = new();

    /// <summary>The user id; null for a newcomer.</summary>
    public async ValueTask<string?> FindAsync(string identity, CancellationToken cancellationToken)
    {
        // After its account was deleted, an identity may be a newcomer's.
        if (_users.TryGetValue(identity, out string? known) && (known is null || !revocations.IsRevoked(known, null)))
            return known;
        var userId = await grains.GetGrain<IExternalIdentityGrain>(identity).Find(cancellationToken);
        Keep(identity, userId);
        return userId;
    }

    /// <summary>Creates the newcomer's profile and caches its user.</summary>
    public async Task<MakeProfileResult> MakeProfileAsync(string identity, NewProfile profile,
        CancellationToken cancellationToken)
    {
        var made = await grains.GetGrain<IExternalIdentityGrain>(identity).MakeProfile(profile, cancellationToken);
        if (made.UserId is { } userId)
            Keep(identity, userId);
        return made;
    }

    public void Dispose() => _users.Dispose();

    private void Keep(string identity, string? userId)
    {
        lock (_gate)
        {
            // A read that began before the profile was created must not overwrite it with nothing.
            if (userId is not null || !_users.TryGetValue(identity, out string? known) || known is null
                || revocations.IsRevoked(known, null))
            {
                _users.Set(identity, userId,
                    new MemoryCacheEntryOptions
                    {
                        Size = 1,
                        AbsoluteExpirationRelativeToNow = userId is null ? NewcomerLifetime : UserLifetime
                    });
            }
        }
    }
}
