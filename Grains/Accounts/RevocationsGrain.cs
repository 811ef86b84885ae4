using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Lets API nodes, which hold no database, follow the list of revocations. Asks the store each time, one indexed read
/// that finds mostly nothing.
/// </summary>
[StatelessWorker]
[GrainType("revocations")]
internal sealed class RevocationsGrain(IRevocationStore revocations) : Grain, IRevocationsGrain
{
    public async Task<ImmutableArray<Revocation>> ListAfter(long place, int max,
        CancellationToken cancellationToken = default) =>
        [.. await revocations.ListAsync(place, max, cancellationToken)];
}
