using System.Text;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// A small object per kind in the media store, with the id of the engine that keeps the references to uploads of that
/// kind, written by the first sweep. An emptied or replaced engine has no references, and without this check every
/// upload of its kinds would be deleted.
/// </summary>
internal sealed class ReferencesMark(IMediaStore store, IGrainFactory grains)
{
    private const string Folder = "references";

    /// <summary>The object of earlier versions, which knew one engine for all kinds.</summary>
    private const string OfAllKinds = $"{Folder}/store";

    public static string KeyOf(MediaKind kind) => $"{Folder}/{MediaKeys.FolderOf(kind)}";

    /// <summary>Divides the object of an earlier version into one per kind. Call it before any check.</summary>
    public async Task DivideAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(OfAllKinds, cancellationToken) is not { } id)
            return;
        foreach (var kind in MediaKeys.Kinds)
            await store.PutIfAbsentAsync(KeyOf(kind), id, cancellationToken);
        await store.DeleteAsync(OfAllKinds, cancellationToken);
    }

    /// <summary>Whether the engine with the references of this kind is the one that belongs to these media.</summary>
    /// <exception cref="Exception">A store or the cluster is unavailable.</exception>
    public async Task<bool> IsOfTheseAsync(MediaKind kind, CancellationToken cancellationToken)
    {
        // No cancellation, for the same reason as in the sweep.
        var current = Encoding.ASCII.GetBytes(
            await grains.GetGrain<IMediaReferencesGrain>(0).StoreId(kind, CancellationToken.None));
        return await store.ReadOrPutAsync(KeyOf(kind), () => current, cancellationToken) is { } kept
            && kept.AsSpan().SequenceEqual(current);
    }
}
