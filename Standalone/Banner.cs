using Microsoft.Extensions.Options;
using Reels.Api.Secrets;
using Reels.Standalone.Demo;

namespace Reels.Standalone;

/// <summary>The lines on the console when the product begins to serve.</summary>
internal static class Banner
{
    public static Task PrintAsync(WebApplication app)
    {
        // The public addresses come before the management address.
        var (url, management) = (app.Urls.First(), app.Urls.Last());
        var folder = app.Services.GetRequiredService<IOptions<DataOptions>>().Value.Folder;
        return Console.Out.WriteLineAsync(
            $"""
            Reels is serving at {url}
              look around  {url}/scalar
              dashboard    {management}/dashboard
              health       {management}/health/ready
              data         {Path.GetFullPath(folder)}
              demo         {app.DescribeDemo()}
              stop         Ctrl+C
            """);
    }
}
