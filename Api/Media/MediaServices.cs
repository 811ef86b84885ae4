using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Health;
using Reels.Api.Media.Erasures;
using Reels.Api.Media.Files;
using Reels.Api.Media.Reads;
using Reels.Api.Media.Sweeps;
using Reels.Api.Media.Uploads;

namespace Reels.Api.Media;

/// <summary>What media needs, kept in files under <c>{Data:Folder}/media</c> unless another store is registered.</summary>
public static class MediaServices
{
    private const string Folder = "media";

    public static IServiceCollection AddReelsMedia(this IServiceCollection services)
    {
        services.AddOptions<MediaLimits>().BindConfiguration(MediaLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ErasureOptions>().BindConfiguration(ErasureOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SweepOptions>().BindConfiguration(SweepOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IMediaStore>(provider =>
            new FileMediaStore(Path.Combine(provider.GetRequiredService<IOptions<DataOptions>>().Value.Folder, Folder)));
        services.AddSingleton(provider => new MediaKeys(provider.GetRequiredService<RootSecret>().KeyFor(RootSecret.Purposes.Media)));
        services.AddSingleton<UploadReplays>().AddSingleton<MediaUploader>().AddSingleton<UploadEndpoint>();
        services.AddSingleton<StoryLifetimes>().AddSingleton<ReadEndpoint>();
        services.AddSingleton<IStoreHealth, MediaStoreHealth>();
        services.AddSingleton<MediaEraser>().AddSingleton<DeletedOwners>().AddHostedService<ErasureDrain>();
        services.AddSingleton<ReferencesMark>().AddSingleton<MediaSweeper>().AddHostedService<SweepRounds>();
        return services;
    }
}
