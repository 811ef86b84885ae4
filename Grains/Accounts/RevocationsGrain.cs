using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Lets API nodes, which have no database, follow the list of revocations. Each call reads the store, by index; mostly
/// there is nothing new.
/// </summary>
[StatelessWorker]
[GrainType("revocations")]
internal sealed class RevocationsGrain(IRevocationStore revocations) : Grain, IRevocationsGrain
{
    public async Task<ImmutableArray<Revocation>> ListAfter(RevocationPlace? after, int max,
        CancellationToken cancellationToken = default) =>
        [.. await revocations.ListAsync(after, max, cancellationToken)];
}
