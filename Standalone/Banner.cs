namespace Reels.Standalone;

/// <summary>What the console says once the product serves.</summary>
internal static class Banner
{
    public static async Task Print(WebApplication app)
    {
        var url = app.Urls.First();
        await Console.Out.WriteLineAsync(
            $"""
            Reels is serving at {url}
              try it   {url}/scalar
              stop it  Ctrl+C
            """);
    }
}
