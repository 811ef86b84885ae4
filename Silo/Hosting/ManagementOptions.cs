using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Reels.Silo.Hosting;

/// <summary>Where a silo process answers its operator; section <c>Management</c>.</summary>
public sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>Loopback port of <c>/health</c>. One above that of an API node, so that one of each starts on one machine without settings.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 5_082;
}

/// <summary>Makes a silo process listen where <see cref="ManagementOptions"/> says, and nowhere else: nobody but API nodes and operators speaks to it.</summary>
public static class ManagementListener
{
    public static void ListenForOperators(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ManagementOptions>>((server, set) => server.ListenLocalhost(set.Value.Port));
    }
}
