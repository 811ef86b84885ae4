using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Reels.Grains.Accounts;

public static class AccountServices
{
    /// <summary>Adds what sign-in needs beside the ports of stores and the product's clock; <see cref="PasswordHashingOptions"/> are bound by the host.</summary>
    public static IServiceCollection AddReelsAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<PasswordHashing>();
        return services;
    }
}
