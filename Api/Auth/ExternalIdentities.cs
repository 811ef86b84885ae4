using Microsoft.Extensions.Caching.Memory;
using Reels.Grains.Interfaces.Accounts;

namespace Reels.Api.Auth;

/// <summary>Whose external sign-ins are, kept by this node so that requests ask no store.</summary>
internal sealed class ExternalIdentities(IGrainFactory grains, Revocations revocations) : IDisposable
{
    /// <summary>Whose a sign-in is changes only when their account is deleted.</summary>
    private static readonly TimeSpan KnownLife = TimeSpan.FromMinutes(10);

    /// <summary>How long another node's newcomer may have to wait for their profile here.</summary>
    private static readonly TimeSpan UnknownLife = TimeSpan.FromSeconds(1);

    private const int MaxEntries = 100_000;

    private readonly MemoryCache _users = new(new MemoryCacheOptions { SizeLimit = MaxEntries });
    private readonly Lock _gate = new();

    /// <summary>The user id; null for a newcomer.</summary>
    public async ValueTask<string?> FindAsync(string identity, CancellationToken cancellationToken)
    {
        // Of a deleted account the sign-in may be a newcomer's by now.
        if (_users.TryGetValue(identity, out string? known) && (known is null || !revocations.IsRevoked(known, null)))
            return known;
        var userId = await grains.GetGrain<IExternalIdentityGrain>(identity).Find(cancellationToken);
        Keep(identity, userId);
        return userId;
    }

    /// <summary>Makes the newcomer's profile, and knows them from then on.</summary>
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
            // A look that began before the profile was made comes late with nothing.
            if (userId is not null || !_users.TryGetValue(identity, out string? known) || known is null
                || revocations.IsRevoked(known, null))
            {
                _users.Set(identity, userId,
                    new MemoryCacheEntryOptions
                    {
                        Size = 1,
                        AbsoluteExpirationRelativeToNow = userId is null ? UnknownLife : KnownLife
                    });
            }
        }
    }
}
