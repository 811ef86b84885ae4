using System.Collections.Immutable;
using Reels.Api.Http;
using Reels.Grains.Interfaces;

namespace Reels.Api.Media;

/// <summary>Whether the media store takes uploads: it is asked to begin one, which is then let go.</summary>
internal sealed class MediaStoreHealth(IMediaStore store) : IStoreHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken) =>
        ImmutableSortedDictionary<string, bool>.Empty.Add(Engines.Media, await IsUpAsync(cancellationToken));

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await using var upload = await store.BeginAsync(limit.Token);
            await upload.WriteAsync(new byte[1], limit.Token);
            return true;
        }
#pragma warning disable CA1031 // Being down is the answer.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
