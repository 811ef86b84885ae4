using Reels.Api.Hosting;
using Reels.Silo.Hosting;
using Reels.Standalone;

return await ReelsHost.RunAsync(
    () =>
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddQuietLogs();
        builder.AddLoneSilo();
        builder.AddReelsApi();

        var app = builder.Build();
        app.UseReelsApi();
        return app;
    },
    Banner.Print);
