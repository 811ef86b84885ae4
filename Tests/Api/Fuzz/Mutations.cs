using Reels.Api.Http;

namespace Reels.Tests.Api.Fuzz;

/// <summary>Makes a request wrong in one to three ways; not every way takes effect.</summary>
internal sealed class Mutations(ApiDocument document, FuzzWorld world, RequestMaker maker, Random random)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        "PROPFIND", "get", "X"];

    private static readonly string[] Names =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Range", "If-Range", "If-None-Match", "If-Match",
        "If-Modified-Since", "Origin", "Cookie", "Referer", "User-Agent", "X-Forwarded-For",
        "X-Forwarded-Host", "X-HTTP-Method-Override", "Access-Control-Request-Method", "Content-Encoding",
        "Content-Language", "Content-Disposition", "traceparent", "tracestate", "baggage",
        "Prefer", "TE", "Upgrade", "Via", "Forwarded", "Priority", "X-Odd",
    ];

    public FuzzRequest Mutate(FuzzRequest request)
    {
        for (var faults = random.Next(1, 4); faults > 0; faults--)
            One(request);
        return request;
    }

    private void One(FuzzRequest request)
    {
        switch (random.Next(10))
        {
            case 0 or 1 or 2 when request.Operation is { Bodies.Count: > 0 }:
                Body(request);
                break;
            case 3:
                request.Headers.Add((Names[random.Next(Names.Length)], Header()));
                break;
            case 4:
                Token(request);
                break;
            case 5:
                request.Headers.Add(
                    (IdempotencyKey.Header,
                        Odd.Pick(random, Odd.Header(random), "\"quoted\"", "a,b", new string('k', 65),
                            new string('k', 64))));
                break;
            case 6 when request.Operation is { } operation:
                request.Target = RequestMaker.PathWith(operation, _ => OddSegment(request)) + QueryOf(request);
                if (!operation.Parameters.Any(parameter => parameter.In == "path") || random.Next(4) == 0)
                    Elsewhere(request);
                break;
            case 7 when random.Next(3) == 0:
                (request.Method, request.Operation) = (Methods[random.Next(Methods.Length)], null);
                break;
            default:
                request.Target += (request.Target.Contains('?', StringComparison.Ordinal) ? "&" : "?")
                    + OddQuery(request.Operation);
                break;
        }
    }

    /// <summary>
    /// A replacement of an id; where it may lead to another operation, the request is not aimed at its own any more.
    /// </summary>
    private string OddSegment(FuzzRequest request)
    {
        var segment = Odd.Encoded(random);
        var read = Uri.UnescapeDataString(segment).Trim('/', '.');
        if (read.Length == 0
            || document.Operations.Any(
                operation => operation.Path.Split('/').Contains(read, StringComparer.OrdinalIgnoreCase)))
        {
            request.Operation = null;
        }
        return segment;
    }

    private void Body(FuzzRequest request)
    {
        if (request.Operation!.Bodies.ContainsKey(RequestMaker.Json))
        {
            request.Body = JsonMutations.Mutate(maker.Members(request.Operation), random);
        }
        else
        {
            request.Body = Odd.Pick(random, request.Body![..random.Next(request.Body.Length)], Odd.Raw(random, 300),
                [.. request.Body, .. Odd.Raw(random, 300)]);
        }

        if (random.Next(6) == 0)
        {
            request.ContentType = Odd.Pick(
                random, null, "text/plain", "application/xml", "application/json; charset=utf-16",
                "application/problem+json", "multipart/form-data", "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"" + new string('b', 200) + "\"", "application/x-www-form-urlencoded",
                "image/svg+xml", "video/mp4", "*/*", ";;;", Odd.Header(random));
        }
    }

    private string Header() => random.Next(3) switch
    {
        0 => Odd.Pick(random, "bytes=0-", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3", "bytes=99999999999999999999-", "*",
            "gzip", "br;q=0", "W/\"a\"", "\"a\", \"b\"", "null", "00-0-0-0", "Thu, 01 Jan 1970 00:00:00 GMT"),
        _ => Odd.Header(random),
    };

    private void Token(FuzzRequest request)
    {
        var good = world.People[random.Next(world.People.Count)].AccessToken;
        request.Headers.RemoveAll(header => header.Name == "Authorization");
        request.Caller = null;
        request.Headers.Add(("Authorization", Odd.Pick(
            random, "Bearer", "Bearer ", "Bearer x", "bearer " + good[..^3],
            "Bearer " + good[..random.Next(good.Length)], "Bearer " + good + "A", "Bearer " + good.Replace('.', ','),
            "Basic YTpi", "Digest x", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer " + Odd.Header(random),
            Odd.Header(random), "Bearer " + good + " " + good, "Bearer " + new string('a', 20_000))));
    }

    private string OddQuery(ApiOperation? operation)
    {
        var names = operation?.Parameters.Where(parameter => parameter.In == "query")
            .Select(parameter => parameter.Name).ToArray() ?? [];
        var name = names.Length > 0 && random.Next(4) > 0 ? names[random.Next(names.Length)]
            : Odd.Pick(random, "limit", "cursor", "x", "", "limit[]", "__proto__", Odd.Encoded(random));
        return Odd.Pick(random, name, name + "=") + Odd.Encoded(random);
    }

    private void Elsewhere(FuzzRequest request)
    {
        request.Operation = null;
        request.Target = Odd.Pick(
            random, "//" + request.Target, request.Target + "/", "/api/" + Odd.Encoded(random),
            "/" + Odd.Encoded(random), request.Target.ToUpperInvariant(), "/api/../openapi/v1.json",
            "/./" + request.Target,
            "/api/users/" + Odd.Encoded(random) + "/" + Odd.Encoded(random), "/metrics", "/dashboard",
            "/health/" + Odd.Encoded(random), "/" + new string('a', 9_000), "*", "/api/media/");
        if (!request.Target.StartsWith('/'))
            request.Target = "/" + request.Target;
    }

    private static string QueryOf(FuzzRequest request) =>
        request.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? request.Target[at..] : "";
}
