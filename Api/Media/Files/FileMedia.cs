using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reels.Api.Secrets;

namespace Reels.Api.Media.Files;

internal static class FileMedia
{
    private const string Folder = "media";

    /// <summary>Keeps media in files under <c>{Data:Folder}/media</c>, unless another store is registered.</summary>
    public static IServiceCollection AddFileMedia(this IServiceCollection services)
    {
        services.TryAddSingleton<IMediaStore>(provider =>
            new FileMediaStore(
                Path.Combine(provider.GetRequiredService<IOptions<DataOptions>>().Value.Folder, Folder)));
        return services;
    }
}
