using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Reels.Api.Problems;

namespace Reels.Api.Hosting;

/// <summary>Which listeners serve an endpoint; without this, the public ones alone.</summary>
[Flags]
public enum Ports
{
    None = 0,
    Public = 1,
    Management = 2,
    Both = Public | Management,
}

/// <summary>Listens on the management port beside the public addresses, and keeps the endpoints of the two apart.</summary>
public static class PortSeparation
{
    private const string DefaultUrl = "http://localhost:5080";

    public static T ServedOn<T>(this T endpoint, Ports ports)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new PortsMetadata(ports));

    /// <summary>Adds the management listener; the public ones are those of <c>--urls</c>, http://localhost:5080 by default.</summary>
    public static void AddManagementListener(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Urls.Count == 0)
        {
            var configured = app.Configuration[WebHostDefaults.ServerUrlsKey];
            foreach (var url in (string.IsNullOrEmpty(configured) ? DefaultUrl : configured).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                app.Urls.Add(url);
        }

        app.Urls.Add(ListenerOf(app.Services.GetRequiredService<IOptions<ManagementOptions>>().Value));
    }

    private static string ListenerOf(ManagementOptions set) =>
        new UriBuilder(Uri.UriSchemeHttp, set.Address.Contains(':', StringComparison.Ordinal) ? $"[{set.Address}]" : set.Address, set.Port).Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>Answers 404 where an endpoint is not served on the port that was called. Stands after routing.</summary>
    public static void UsePortSeparation(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // The addresses as bound, in the order they were added: the management one is the last.
        var managementPort = new Lazy<int>(() => BindingAddress.Parse(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Last()).Port);
        app.Use((context, next) =>
        {
            var called = context.Connection.LocalPort == managementPort.Value ? Ports.Management : Ports.Public;
            return context.GetEndpoint() is not { } endpoint || (endpoint.Metadata.GetMetadata<PortsMetadata>()?.Ports ?? Ports.Public).HasFlag(called)
                ? next(context)
                : KnownProblems.NotFound.ExecuteAsync(context);
        });
    }

    private sealed record PortsMetadata(Ports Ports);
}
