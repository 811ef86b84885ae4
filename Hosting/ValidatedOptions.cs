using Microsoft.Extensions.DependencyInjection;

namespace Reels.Hosting;

public static class ValidatedOptions
{
    /// <summary>Binds options to a section of the settings, and refuses invalid values at the start.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
