using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Api.Http;

namespace Reels.Api.Auth;

/// <summary>Whether the external authority answers, where there is one.</summary>
internal sealed class AuthorityHealth(AuthorityKeys keys, IOptions<AuthOptions> options) : IStoreHealth
{
    private const string Store = "Authority";

    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken) =>
        options.Value.IsExternal
        ? ImmutableSortedDictionary<string, bool>.Empty.Add(Store, await keys.AnswersAsync(cancellationToken))
        : ImmutableSortedDictionary<string, bool>.Empty;
}
