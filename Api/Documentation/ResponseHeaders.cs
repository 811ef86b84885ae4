using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Reels.Api.Hosting;
using Reels.Api.Http;

namespace Reels.Api.Documentation;

/// <summary>Headers that depend on the status and the endpoint of an answer.</summary>
internal static class ResponseHeaders
{
    public static void Describe(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            foreach (var (name, description) in Of(status, metadata))
            {
                ((answer as OpenApiResponse)!.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] =
                    new OpenApiHeader
                    {
                        Description = description,
                        Schema = new OpenApiSchema { Type = TypeOf(name) },
                    };
            }
        }
    }

    private static JsonSchemaType TypeOf(string header) =>
        header == HeaderNames.RetryAfter ? JsonSchemaType.Integer : JsonSchemaType.String;

    private static IEnumerable<(string Name, string Description)> Of(string status, IList<object> metadata)
    {
        if (status == "201")
            yield return (HeaderNames.Location, "The address of the created thing, if it has one.");
        if (status == "201" && metadata.OfType<IdempotentMetadata>().Any())
            yield return (IdempotencyKey.ReplayedHeader, "true where an earlier request with this key created it.");
        if (status == "401")
            yield return (HeaderNames.WWWAuthenticate, "Bearer; with error=\"invalid_token\" where a token was sent.");
        if (status is "429" or "503")
            yield return (HeaderNames.RetryAfter, "Whole seconds to wait before the next request.");
        if (status[0] == '2' && metadata.OfType<HoldsTokensMetadata>().Any())
            yield return (HeaderNames.CacheControl, AnswerHeaders.NoStore);
        if (!metadata.OfType<BytesMetadata>().Any())
        {
            if (status == "200" && metadata.OfType<IHttpMethodMetadata>().Any(
                methods => methods.HttpMethods.Contains(HttpMethods.Get)))
            {
                yield return (HeaderNames.ETag, "A weak entity tag. A request with it as If-None-Match gets 304 and no "
                    + "body as long as the answer is the same.");
            }

            yield break;
        }

        if (status is "200" or "206" or "304")
        {
            yield return (HeaderNames.ETag, "A strong entity tag; the bytes of a key never change.");
            yield return (HeaderNames.AcceptRanges, "bytes");
            yield return (HeaderNames.CacheControl,
                "public; one year for reels and avatars, until expiry (at most an hour) for stories.");
        }

        if (status == "307")
        {
            yield return (HeaderNames.Location, "The address at which a CDN serves the bytes of a reel or an avatar.");
            yield return (HeaderNames.CacheControl, "public; one minute.");
        }

        if (status is "206" or "416")
            yield return (HeaderNames.ContentRange, "The range of the bytes in the body, and the size of the file.");
    }
}
