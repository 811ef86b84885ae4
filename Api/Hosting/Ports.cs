using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Options;

namespace Reels.Api.Hosting;

/// <summary>The listeners that serve an endpoint; by default only the public ones.</summary>
[Flags]
internal enum Ports
{
    None = 0,
    Public = 1,
    Management = 2,
    Both = Public | Management,
}

/// <summary>
/// Listens on the management port in addition to the public addresses, and separates their endpoints.
/// </summary>
internal static class PortSeparation
{
    private const string DefaultUrl = "http://localhost:5080";

    public static T ServedOn<T>(this T endpoint, Ports ports)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new PortsMetadata(ports));

    /// <summary>
    /// Adds the management listener. The public listeners are those of <c>--urls</c>; default: http://localhost:5080.
    /// </summary>
    public static void AddManagementListener(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Urls.Count == 0)
        {
            var configured = app.Configuration[WebHostDefaults.ServerUrlsKey];
            foreach (var url in (string.IsNullOrEmpty(configured) ? DefaultUrl : configured).Split(';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                app.Urls.Add(url);
            }
        }

        app.Urls.Add(ListenerOf(app.Services.GetRequiredService<IOptions<ManagementOptions>>().Value));
    }

    private static string ListenerOf(ManagementOptions set) =>
        new UriBuilder(Uri.UriSchemeHttp,
            set.Address.Contains(':', StringComparison.Ordinal) ? $"[{set.Address}]" : set.Address,
            set.Port).Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Routes by port before method, so that an endpoint that is not served on a port is answered 404 there, never
    /// 405.
    /// </summary>
    public static IServiceCollection AddPortSeparation(this IServiceCollection services) =>
        services.AddSingleton<MatcherPolicy, ByPort>();

    private sealed record PortsMetadata(Ports Ports);

    private sealed class ByPort(IServer server) : MatcherPolicy, INodeBuilderPolicy
    {
        // The bound addresses are in the order of their addition; the management address is the last.
        private readonly Lazy<int> _managementPort =
            new(() => BindingAddress.Parse(
                server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Last()).Port);

        /// <summary>Before the policy of methods, which is at -1000.</summary>
        public override int Order => -2_000;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

        public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [
            .. from port in (Ports[])[Ports.Public, Ports.Management]
               let served = endpoints.Where(
                   endpoint => (endpoint.Metadata.GetMetadata<PortsMetadata>()?.Ports ?? Ports.Public).HasFlag(port))
                       .ToList()
               where served.Count > 0
               select new PolicyNodeEdge(port, served),
        ];

        public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
        {
            var destinations = edges.ToDictionary(edge => (Ports)edge.State, edge => edge.Destination);
            return new Table(
                _managementPort, destinations.GetValueOrDefault(Ports.Public, exitDestination),
                destinations.GetValueOrDefault(Ports.Management, exitDestination));
        }

        private sealed class Table(Lazy<int> managementPort, int ofPublic, int ofManagement) : PolicyJumpTable
        {
            public override int GetDestination(HttpContext httpContext) =>
                httpContext.Connection.LocalPort == managementPort.Value ? ofManagement : ofPublic;
        }
    }
}
