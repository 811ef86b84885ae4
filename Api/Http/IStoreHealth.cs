using System.Collections.Immutable;

namespace Reels.Api.Http;

/// <summary>Tells which stores can be reached, for <c>/health/ready</c>.</summary>
internal interface IStoreHealth
{
    /// <summary>Store names, each with whether it is up. A store being down is an answer and no failure.</summary>
    ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken);
}
