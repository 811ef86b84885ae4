using Amazon.S3;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Cleanup;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Reels.Hosting.Resilience;

namespace Reels.Api.Media.S3;

internal static class S3Media
{
    /// <summary>
    /// Stores media in a bucket, unless another store is registered. It is prepared in the background; until then media
    /// are unavailable.
    /// </summary>
    public static IServiceCollection AddS3Media(this IServiceCollection services)
    {
        services.AddValidatedOptions<S3Options>(S3Options.Section);
        services.AddOptions<MediaLimits>().Validate(limits => limits.Max <= S3Upload.MaxBytes,
            $"{MediaLimits.Section} must be at most {S3Upload.MaxBytes} with {MediaOptions.Section}:"
            + $"{nameof(MediaOptions.Store)}={MediaStoreKind.S3}: S3 takes no more in one request.");
        services.AddEngineCalls<S3Options>(Engines.S3, options => options.CallLimit);
        services.AddSingleton<IAmazonS3>(provider => S3Connection.Open(provider.Options()));
        services.AddSingleton(provider => new S3Bucket(provider.GetRequiredService<IAmazonS3>(), provider.Options(),
            provider.GetRequiredKeyedService<EngineCalls>(Engines.S3)));
        services.AddHostedService(provider => new S3Preparation(provider.GetRequiredService<IAmazonS3>(),
            provider.Options(), provider.RecordsExpireAfter(), provider.GetRequiredService<S3Bucket>(),
            provider.GetRequiredService<ILogger<S3Preparation>>()));
        services.TryAddSingleton<IMediaStore>(provider =>
            new S3MediaStore(provider.GetRequiredService<S3Bucket>(), provider.Options()));
        return services;
    }

    private static S3Options Options(this IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<S3Options>>().Value;

    private static TimeSpan RecordsExpireAfter(this IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SweepOptions>>().Value.RequestsAfter;
}
