using Reels.Hosting;

namespace Reels.Api.Media.Cleanup;

internal static class MediaCleanup
{
    /// <summary>
    /// Adds the background work that deletes bytes: erasure of deleted media, and the sweep of unused uploads.
    /// </summary>
    public static IServiceCollection AddMediaCleanup(this IServiceCollection services)
    {
        services.AddValidatedOptions<ErasureOptions>(ErasureOptions.Section);
        services.AddValidatedOptions<SweepOptions>(SweepOptions.Section);
        services.AddSingleton<MediaEraser>().AddSingleton<DeletedOwners>().AddHostedService<ErasureWorker>();
        return services.AddSingleton<ReferencesMark>().AddSingleton<MediaSweeper>().AddHostedService<SweepWorker>();
    }
}
