using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Reels.Silo.Hosting;

/// <summary>Where a silo process answers its operator; section <c>Management</c>.</summary>
internal sealed class ManagementOptions
{
    public const string Section = "Management";

    /// <summary>
    /// Loopback port of <c>/health</c> and <c>/metrics</c>. One above that of an API node, so that one of each starts
    /// on one machine without settings; 0 takes a free one.
    /// </summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5_082;
}

/// <summary>
/// Makes a silo process listen where <see cref="ManagementOptions"/> says, and nowhere else: nobody but API nodes and
/// operators speaks to it.
/// </summary>
internal static class ManagementListener
{
    public static void ListenForOperators(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<ManagementOptions>>((server, set) => server.Listen(IPAddress.Loopback, set.Value.Port));
    }
}
