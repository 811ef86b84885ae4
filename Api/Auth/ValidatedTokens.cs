using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>
/// Validates our own access tokens, and remembers those that were valid until they expire: the same token validates the
/// same each time, but for its lifetime. Revocation is asked for each request, elsewhere.
/// </summary>
internal sealed class ValidatedTokens : JsonWebTokenHandler, IDisposable
{
    /// <summary>Tokens remembered: some 2 KB each. One that doesn't fit is validated each time.</summary>
    private const int Limit = 10_000;

    private readonly MemoryCache _valid = new(new MemoryCacheOptions { SizeLimit = Limit });
    private readonly TimeProvider _clock;

    public ValidatedTokens([FromKeyedServices(Clock.Key)] TimeProvider clock)
    {
        _clock = clock;
        MapInboundClaims = false;
    }

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token,
        TokenValidationParameters validationParameters)
    {
        if (_valid.TryGetValue(token, out TokenValidationResult? known)
            && known!.SecurityToken.ValidTo > _clock.GetUtcNow().UtcDateTime)
        {
            return known;
        }

        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid)
        {
            // Made here, since it is made when it is first read, and requests share it.
            _ = result.ClaimsIdentity;
            _valid.Set(token, result, new MemoryCacheEntryOptions
            {
                Size = 1,
                AbsoluteExpirationRelativeToNow = result.SecurityToken.ValidTo - _clock.GetUtcNow().UtcDateTime,
            });
        }

        return result;
    }

    public void Dispose() => _valid.Dispose();
}
