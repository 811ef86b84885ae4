using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Reels.Hosting;

namespace Reels.Silo.Hosting;

/// <summary>The port of a silo process for operators; section <c>Management</c>.</summary>
internal sealed class ManagementOptions : IValidatableObject
{
    public const string Section = "Management";

    /// <summary>
    /// Port of <c>/health</c> and <c>/metrics</c>; 0 takes a free one. The default is one above that of an API node, so
    /// that a silo and an API node start on one machine without settings.
    /// </summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 5_082;

    /// <summary>
    /// IP address to listen at. An address that is not a loopback one requires a <see cref="Password"/>.
    /// </summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// Password of operators, by HTTP Basic with any username, for <c>/metrics</c>; at least 12 characters. Default:
    /// none; everyone who reaches the port is an operator.
    /// </summary>
    [MinLength(12)]
    public string? Password { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        OperatorPassword.Check(Address, Password);
}

/// <summary>
/// Makes a silo process listen only on the port of <see cref="ManagementOptions"/>: it serves HTTP to operators, and
/// nothing to the public.
/// </summary>
internal static class ManagementListener
{
    public static void ListenForOperators(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<ManagementOptions>(ManagementOptions.Section);
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<ManagementOptions>>((server, set) =>
                server.Listen(IPAddress.Parse(set.Value.Address), set.Value.Port));
    }

    /// <summary>Answers requests without the password of operators 401.</summary>
    public static T ServedToOperators<T>(this T endpoint)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder =>
        {
            var serve = builder.RequestDelegate!;
            builder.RequestDelegate = context =>
            {
                var set = context.RequestServices.GetRequiredService<IOptions<ManagementOptions>>().Value;
                if (OperatorPassword.IsSent(context.Request.Headers.Authorization, set.Password))
                    return serve(context);
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = OperatorPassword.Challenge;
                return Task.CompletedTask;
            };
        });
        return endpoint;
    }
}

/// <summary>Health of a silo process, for orchestrators. An API node has its own.</summary>
internal static class SiloHealth
{
    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        endpoints.MapGet("/health/ready", Ready);
    }

    // The silo starts before the server and stops after it, so it runs whenever the server answers.
    private static IResult Ready(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopping.IsCancellationRequested
        ? Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Json(new { status = "ready" });
}
