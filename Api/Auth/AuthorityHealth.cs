using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Api.Http;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>Whether the external authority answers, where there is one.</summary>
internal sealed class AuthorityHealth(AuthorityKeys keys, IOptions<AuthOptions> options) : IStoreHealth
{
    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken) =>
        options.Value.IsExternal
        ? ImmutableSortedDictionary<string, bool>.Empty.Add(Engines.Authority,
            await keys.AnswersAsync(cancellationToken))
        : ImmutableSortedDictionary<string, bool>.Empty;
}
