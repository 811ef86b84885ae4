using System.Globalization;
using System.Text;
using System.Text.Json;
using Reels.Api.Http;
using Reels.Tests.Processes;

namespace Reels.Tests.Api.Fuzz;

/// <summary>Makes requests that follow the document, from its examples and from values of earlier answers.</summary>
internal sealed class RequestMaker(FuzzWorld world, Random random)
{
    public const string Json = "application/json";

    public FuzzRequest Make(ApiOperation operation)
    {
        var request = new FuzzRequest
        {
            Operation = operation,
            Method = operation.Method,
            Target = Path(operation) + Query(operation)
        };
        if (operation.TakesToken && random.Next(10) < (operation.NeedsToken ? 10 : 7))
        {
            request.Caller = world.People[random.Next(world.People.Count)];
            request.Headers.Add(("Authorization", "Bearer " + request.Caller.AccessToken));
        }

        // Few keys, so that they repeat: sometimes with the same request, mostly with another.
        if (operation.Parameters.Any(parameter => parameter.Name == IdempotencyKey.Header) && random.Next(3) == 0)
            request.Headers.Add((IdempotencyKey.Header, $"key-{random.Next(4)}"));
        if (operation.Bodies.ContainsKey(Json))
        {
            (request.Body, request.ContentType) = (Encoding.UTF8.GetBytes(JsonMutations.Text(Members(operation))),
                Json);
        }
        else if (operation.Bodies.Count > 0)
        {
            Upload(request);
        }

        return request;
    }

    /// <summary>The members of a valid JSON body, each value as JSON.</summary>
    public IReadOnlyList<(string Name, string Json)> Members(ApiOperation operation) =>
        operation.Bodies.GetValueOrDefault(Json)?.Example is { ValueKind: JsonValueKind.Object } example
            ? [.. example.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.Null || random.Next(2) == 0)
                .Select(member => (member.Name, Value(member)))]
            : [];

    public static string PathWith(ApiOperation operation, Func<ApiParameter, string> value) =>
        operation.Parameters.Where(parameter => parameter.In == "path")
            .Aggregate(operation.Path,
                (path, parameter) => path.Replace($"{{{parameter.Name}}}", value(parameter), StringComparison.Ordinal));

    private string Path(ApiOperation operation)
    {
        // A random comment is hardly ever on a random reel.
        var pair = operation.Parameters.Any(parameter => parameter is { In: "path", Name: "commentId" })
            ? world.PickComment(random)
            : null;
        return PathWith(operation, parameter => Uri.EscapeDataString(parameter.Name switch
        {
            "reelId" when pair is { } known => known.Reel,
            "commentId" when pair is { } known => known.Comment,
            var name => Known(name) ?? parameter.Example ?? "x",
        }));
    }

    private string Query(ApiOperation operation)
    {
        var given = from parameter in operation.Parameters
                    where parameter.In == "query" && (parameter.Name is "kind" or "q" || random.Next(3) == 0)
                    let value = parameter.Name switch
                    {
                        "limit" => random.Next(1, 101).ToString(CultureInfo.InvariantCulture),
                        "kind" => Odd.Pick(random, "reel", "reel", "story", "avatar"),
                        "q" => Odd.Pick(random, "f", "fu", "ada", "Ada Lovelace"),
                        _ => Known(parameter.Name),
                    }
                    where value is not null
                    select $"{parameter.Name}={Uri.EscapeDataString(value)}";
        var query = string.Join('&', given);
        return query.Length == 0 ? "" : "?" + query;
    }

    private string Value(JsonProperty example) => example.Name switch
    {
        "username" when random.Next(2) == 0 => Odd.Quoted(FreshName(random)),
        "password" or "currentPassword" or "newPassword" => Odd.Quoted(Member.Password),
        "coverUrl" or "avatar" or "mediaUrl" => Odd.Quoted(Known("mediaUrl") ?? "/api/media/x"),
        "parentCommentId" when random.Next(2) == 0 => "null",
        "targetType" => Odd.Quoted(Odd.Pick(random, "user", "reel", "comment")),
        "targetId" => Odd.Quoted(Known(Odd.Pick(random, "userId", "reelId", "commentId")) ?? "x"),
        "parentCommentId" => Odd.Quoted(Known("commentId") ?? ""),
        _ when example.Value.ValueKind != JsonValueKind.String => example.Value.GetRawText(),
        _ => Odd.Quoted(Known(example.Name) ?? example.Value.GetString()!),
    };

    public static string FreshName(Random random) =>
        "fu" + random.NextInt64().ToString("x", CultureInfo.InvariantCulture);

    private string? Known(string name) => world.Pick(name == "parentCommentId" ? "commentId" : name, random);

    private void Upload(FuzzRequest request)
    {
        if (random.Next(2) == 0)
        {
            (request.Body, request.ContentType) = ([.. Picture.Png], "image/png");
            return;
        }

        const string Boundary = "----fuzz";
        var form = Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sea.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n");
        request.Body = [.. form, .. Picture.Png, .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n")];
        request.ContentType = $"multipart/form-data; boundary={Boundary}";
    }
}
