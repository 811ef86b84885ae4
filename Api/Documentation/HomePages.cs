using Microsoft.Net.Http.Headers;
using Reels.Api.Hosting;
using Reels.Api.Problems;

namespace Reels.Api.Documentation;

/// <summary>
/// The pages at <c>/</c> for a person with a browser: what this address is, and where to go from here. Programs get the
/// problem of an unknown address.
/// </summary>
internal static class HomePages
{
    private const string Html = "text/html";

    /// <summary>The pages load and run nothing; only their own style applies.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    // Links are relative, so that they work behind a proxy that adds a path.
    private static readonly string Public = Page(
        "The backend of an Instagram-like service: people, follows, reels, feeds, likes, comments and stories.",
        """
        <li><a href="scalar">API</a>: every operation, to read and to try
        <li><a href="openapi/v1.json">OpenAPI</a>: the same for tools
        <li><a href="health/ready">Health</a>: whether requests are served, and the state of each store
        """);

    private static readonly string Operators = Page(
        "The management port, for the operators of this node.",
        """
        <li><a href="dashboard/">Dashboard</a>: silos and grains, their calls and times
        <li><a href="metrics">Metrics</a>: for Prometheus
        <li><a href="health/ready">Health</a>: whether requests are served, and the state of each store
        """);

    public static void MapHomePages(this IEndpointRouteBuilder endpoints)
    {
        // For every method, so that other requests stay 404: with GET alone they would be 405.
        endpoints.Map("/", (HttpContext context) => Answer(context, Public))
            .ExcludeFromDescription().DisableRateLimiting();
        endpoints.Map("/", (HttpContext context) => Answer(context, Operators))
            .ExcludeFromDescription().ServedToOperators();
    }

    private static IResult Answer(HttpContext context, string page)
    {
        var headers = context.Response.Headers;
        headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
        if (!IsPageView(context.Request))
            return KnownProblems.NotFound;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        return TypedResults.Text(page, Html + "; charset=utf-8");
    }

    /// <summary>Browsers name HTML; programs name another type, any type or none.</summary>
    private static bool IsPageView(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(Html, StringComparison.OrdinalIgnoreCase) && type.Quality != 0);

    private static string Page(string about, string links) =>
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Reels</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
        </style>
        </head>
        <body>
        <h1>Reels</h1>
        <p>{{about}}</p>
        <ul>
        {{links}}
        </ul>
        </body>
        </html>

        """;
}
