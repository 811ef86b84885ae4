namespace Reels.Api.Media.Cleanup;

internal static class MediaCleanup
{
    /// <summary>
    /// Adds the background work that removes bytes: erasure of deleted media, and the sweep of unused uploads.
    /// </summary>
    public static IServiceCollection AddMediaCleanup(this IServiceCollection services)
    {
        services.AddOptions<ErasureOptions>().BindConfiguration(ErasureOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<SweepOptions>().BindConfiguration(SweepOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<MediaEraser>().AddSingleton<DeletedOwners>().AddHostedService<ErasureDrain>();
        return services.AddSingleton<ReferencesMark>().AddSingleton<MediaSweeper>().AddHostedService<SweepRounds>();
    }
}
