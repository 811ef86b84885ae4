namespace Reels.Api.Hosting;

internal static class Head
{
    /// <summary>Lets HEAD in wherever GET is mapped; the server sends no body for it.</summary>
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
