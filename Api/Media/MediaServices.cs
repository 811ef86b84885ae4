using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Api.Auth;
using Reels.Api.Media.Erasures;
using Reels.Api.Media.Files;
using Reels.Api.Media.Reads;
using Reels.Api.Media.Uploads;

namespace Reels.Api.Media;

/// <summary>What media needs; the root secret comes from elsewhere.</summary>
public static class MediaServices
{
    /// <summary>Media in files under <c>{Data:Folder}/media</c>.</summary>
    public static IServiceCollection AddReelsMedia(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<MediaLimits>().Bind(configuration.GetSection(MediaLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ErasureOptions>().Bind(configuration.GetSection(ErasureOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMediaStore>(_ => new FileMediaStore(Path.Combine(configuration["Data:Folder"] ?? "data", "media")));
        services.AddSingleton(provider => new MediaKeys(provider.GetRequiredService<RootSecret>().KeyFor(RootSecret.Purposes.Media)));
        services.AddSingleton<UploadReplays>().AddSingleton<MediaUploader>().AddSingleton<UploadEndpoint>();
        services.AddSingleton<StoryLifetimes>().AddSingleton<ReadEndpoint>();
        services.AddSingleton<MediaEraser>().AddHostedService<ErasureDrain>();
        return services;
    }
}
