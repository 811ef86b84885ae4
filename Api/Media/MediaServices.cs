using Reels.Api.Http;
using Reels.Api.Secrets;
using Reels.Hosting;

namespace Reels.Api.Media;

internal static class MediaServices
{
    /// <summary>Adds what uploads, reads and clean-up share: limits, keys and health.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddValidatedOptions<MediaLimits>(MediaLimits.Section);
        services.AddSingleton(
            provider => new MediaKeys(provider.GetRequiredService<RootSecret>().KeyFor(RootSecret.Purposes.Media)));
        return services.AddSingleton<OwnMedia>().AddSingleton<IStoreHealth, MediaStoreHealth>();
    }
}
