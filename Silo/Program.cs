using Reels.Hosting;
using Reels.Silo.Hosting;

return await ProcessHost.RunAsync(
    args,
    SiloUsage.Text,
    () =>
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddQuietLogs();
        builder.AddReelsSilo();
        builder.ListenForOperators();
        builder.AddTelemetryExport();

        var app = builder.Build();
        app.MapSiloHealth();
        app.MapPrometheus();
        return app;
    },
    app => Console.Out.WriteLineAsync($"A silo of the cluster is running; health at {app.Urls.First()}/health/ready"));
