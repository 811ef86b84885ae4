using Reels.Api;
using Reels.Api.Hosting;
using Reels.Hosting;

return await ProcessHost.RunAsync(
    args,
    ApiUsage.Text,
    () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddQuietLogs();
        // First, so that the API's background work ends before the client leaves the cluster.
        builder.AddReelsClient();
        builder.AddReelsApi();

        var app = builder.Build();
        app.UseReelsApi();
        return app;
    },
    app => Console.Out.WriteLineAsync($"The API is serving at {app.Urls.First()}"),
    portSettings: "--urls, Management:Port");
