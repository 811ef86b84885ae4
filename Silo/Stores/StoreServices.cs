using Reels.Hosting;
using Reels.Silo.Stores.Embedded;

namespace Reels.Silo.Stores;

/// <summary>Adds the stores that <see cref="StoreChoice"/> names.</summary>
internal static class StoreServices
{
    /// <exception cref="StoresRefusedException">The setting names no stores that this program has.</exception>
    public static IServiceCollection AddStores(this IServiceCollection services, IConfiguration configuration) =>
        configuration.HasRealStores() ? services.AddRealStores() : services.AddEmbeddedStores();

#if !ALL_DRIVERS
    private static IServiceCollection AddRealStores(this IServiceCollection services) =>
        throw new StoresRefusedException(
            $"{StoreChoice.Setting}={StoreChoice.Real}: this program was built without the drivers of Cassandra and "
                + "Neo4j. Build it with -p:Drivers=all, as the Dockerfiles do, or use "
                + $"{StoreChoice.Setting}={StoreChoice.Embedded}, which is the default.");
#endif
}
