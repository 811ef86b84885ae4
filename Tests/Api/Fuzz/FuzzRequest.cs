using System.Net.Http.Headers;
using System.Text;

namespace Reels.Tests.Api.Fuzz;

/// <summary>One request, byte for byte as it is sent.</summary>
internal sealed class FuzzRequest
{
    /// <summary>
    /// The operation whose documented answers apply; null where the request may reach another operation.
    /// </summary>
    public ApiOperation? Operation { get; set; }

    public string Method { get; set; } = "GET";

    /// <summary>Path and query, in printable ASCII; sent without additions or normalization.</summary>
    public string Target { get; set; } = "/";

    public List<(string Name, string Value)> Headers { get; } = [];

    public string? ContentType { get; set; }

    public byte[]? Body { get; set; }

    /// <summary>The person whose valid token is sent; null without a token, and where it was tampered with.</summary>
    public FuzzPerson? Caller { get; set; }

    public HttpRequestMessage ToMessage(Uri address)
    {
        var uri = new Uri(address.GetLeftPart(UriPartial.Authority) + Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new(Method), uri);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            // Otherwise an answer that comes before a large body is sent may be lost with its connection.
            message.Headers.ExpectContinue = Body.Length > 100_000;
            if (ContentType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            HttpHeaders headers = name.StartsWith("Content-", StringComparison.Ordinal) && message.Content is not null
                ? message.Content.Headers
                : message.Headers;
            headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Method} {Cut(Target)}");
        foreach (var (name, value) in Headers)
        {
            text.Append(null,
                $"\n  {name}: {(name == "Authorization" && Caller is not null ? "(the caller's)" : Cut(value))}");
        }

        if (Body is not null)
            text.Append(null, $"\n  Content-Type: {ContentType}\n  {Cut(Encoding.Latin1.GetString(Body))}");
        return text.ToString();
    }

    private static string Cut(string text) => text.Length > 600 ? $"{text[..600]}… ({text.Length} characters)" : text;
}

/// <summary>A signed-in person.</summary>
internal sealed record FuzzPerson(string Id, string AccessToken);
