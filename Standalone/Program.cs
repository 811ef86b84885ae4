using Reels.Silo.Hosting;
using Reels.Standalone;

return await ReelsHost.RunAsync(
    () =>
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddQuietLogs();
        builder.AddDefaultUrl("http://localhost:5080");
        builder.AddLoneSilo();

        return builder.Build();
    },
    Banner.Print);
