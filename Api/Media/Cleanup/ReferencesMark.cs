using System.Text;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// A small object beside the media that names the store of references they belong to, kept by the first sweep. An
/// emptied or replaced database knows of no reference, and would have everything swept.
/// </summary>
internal sealed class ReferencesMark(IMediaStore store, IGrainFactory grains)
{
    public const string Key = "references/store";

    /// <summary>Whether the references that are asked today are those of these media.</summary>
    /// <exception cref="Exception">A store or the cluster is away.</exception>
    public async Task<bool> IsOfTheseAsync(CancellationToken cancellationToken)
    {
        // Not cancelled, as the sweep's own question.
        var asked = Encoding.ASCII.GetBytes(
            await grains.GetGrain<IMediaReferencesGrain>(0).StoreId(CancellationToken.None));
        if (await store.ReadAsync(Key, cancellationToken) is null)
            await store.PutIfAbsentAsync(Key, asked, cancellationToken);
        return await store.ReadAsync(Key, cancellationToken) is { } kept && kept.AsSpan().SequenceEqual(asked);
    }
}
