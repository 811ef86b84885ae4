using Reels.Api.Media;
using Reels.Api.Media.Files;
using Reels.Api.Media.S3;
using Reels.Hosting;

namespace Reels.Api;

/// <summary>The choice of the media store.</summary>
internal static class MediaStores
{
    /// <summary>Adds the chosen store, unless another one is registered.</summary>
    public static IServiceCollection AddMediaStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<MediaOptions>(MediaOptions.Section);
        return Chosen(configuration) == MediaStoreKind.S3 ? services.AddS3Media() : services.AddFileMedia();
    }

    private static MediaStoreKind Chosen(IConfiguration configuration) =>
        configuration.GetValue<MediaStoreKind?>($"{MediaOptions.Section}:{nameof(MediaOptions.Store)}")
            ?? (configuration.HasRealStores() ? MediaStoreKind.S3 : MediaStoreKind.Files);
}
