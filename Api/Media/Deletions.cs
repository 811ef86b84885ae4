namespace Reels.Api.Media;

/// <summary>Deleting objects one by one, so that one that can't be deleted holds up no other.</summary>
internal static class Deletions
{
    /// <returns>What went wrong; null where the object is gone.</returns>
    public static async Task<Exception?> TryDelete(this IMediaStore store, string key, CancellationToken cancel)
    {
        try
        {
            await store.Delete(key, cancel);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is this object's alone.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return e;
        }
    }
}
