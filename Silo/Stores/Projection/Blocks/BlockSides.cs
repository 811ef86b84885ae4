using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Blocks;

/// <summary>The blocks as they are written. A row's mark as projected is fenced by its seq.</summary>
internal interface IBlockTruth : IBlockStore, ITruth<Block>;

/// <summary>
/// A copy of the blocks without their pending work. Its methods promise the same as those of <see cref="IBlockStore"/>.
/// </summary>
internal interface IBlockProjection : IProjection<Block>
{
    ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit, CancellationToken cancellationToken);

    ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken);

    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}
