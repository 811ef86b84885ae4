using Reels.Api;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Reels.Standalone;
using Reels.Standalone.Demo;

return await ProcessHost.RunAsync(
    args,
    StandaloneUsage.Text,
    () =>
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = DemoHosting.ExpandSwitch(args),
                ContentRootPath = AppContext.BaseDirectory
            });
        builder.AddQuietLogs();
        builder.AddLoneSilo();
        builder.AddReelsApi();
        builder.AddDemo();

        var app = builder.Build();
        app.UseReelsApi();
        return app;
    },
    async app =>
    {
        await Banner.PrintAsync(app);
        await app.RunDemoAsync();
    });
