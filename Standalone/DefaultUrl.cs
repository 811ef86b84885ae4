using Microsoft.Extensions.Configuration.Memory;

namespace Reels.Standalone;

/// <summary>Where the product serves when neither <c>--urls</c> nor another source of settings says so.</summary>
internal static class DefaultUrl
{
    public static void AddDefaultUrl(this IHostApplicationBuilder builder, string url) => builder.Configuration.Sources.Insert(
        0, new MemoryConfigurationSource { InitialData = [new(WebHostDefaults.ServerUrlsKey, url)] });
}
