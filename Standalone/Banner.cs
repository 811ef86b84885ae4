namespace Reels.Standalone;

/// <summary>The lines on the console when the product begins to serve.</summary>
internal static class Banner
{
    public static Task PrintAsync(WebApplication app)
    {
        // The public addresses come before the management address.
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
