namespace Reels.Api.Hosting;

internal static class Head
{
    /// <summary>Allows HEAD wherever GET is mapped; the server omits the body.</summary>
    public static T WithHead<T>(this T endpoints)
        where T : IEndpointConventionBuilder
    {
        endpoints.Finally(builder =>
        {
            if (builder.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods
                && methods.HttpMethods.SequenceEqual([HttpMethods.Get]))
            {
                builder.Metadata.Add(
                    new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head], methods.AcceptCorsPreflight));
            }
        });
        return endpoints;
    }
}
