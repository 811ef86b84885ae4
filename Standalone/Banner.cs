namespace Reels.Standalone;

/// <summary>What the console says once the product serves.</summary>
internal static class Banner
{
    public static Task PrintAsync(WebApplication app)
    {
        // The public addresses stand before the management one.
        var url = app.Urls.First();
        return Console.Out.WriteLineAsync(
            $"""
            Reels is serving at {url}
              look around  {url}/scalar
              health       {app.Urls.Last()}/health/ready
              stop         Ctrl+C
            """);
    }
}
