using System.Collections.Immutable;
using Reels.Api.Http;
using Reels.Api.Secrets;
using Reels.Hosting;

namespace Reels.Api.Media;

internal static class MediaServices
{
    /// <summary>Adds services shared by uploads, reads and clean-up: limits, keys and health.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddValidatedOptions<MediaLimits>(MediaLimits.Section);
        services.AddSingleton(
            provider => new MediaKeys(provider.GetRequiredService<RootSecret>().KeyFor(RootSecret.Purposes.Media)));
        return services.AddSingleton<OwnMedia>().AddSingleton<IStoreHealth, MediaStoreHealth>();
    }
}

/// <summary>Shows the media store in the health answer, under the name of its engine.</summary>
internal sealed class MediaStoreHealth(IMediaStore store) : IStoreHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken) =>
        ImmutableSortedDictionary<string, bool>.Empty.Add(store.Engine, await IsUpAsync(cancellationToken));

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // On another thread: a slow disk may block the call without returning a task.
            await Task.Run(() => store.CheckHealthAsync(limit.Token), limit.Token).WaitAsync(limit.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever the cause, the store is down.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
