using System.Collections.Immutable;

namespace Reels.Api.Http;

/// <summary>Checks which stores can be reached, for <c>/health/ready</c>.</summary>
internal interface IStoreHealth
{
    /// <summary>Store names, each with whether it is up. A store that is down is a result, not an exception.</summary>
    ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken);
}
