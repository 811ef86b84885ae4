using Reels.Hosting;
using Reels.Silo.Hosting;

if (args.Contains(Migration.Switch))
    return await ProcessHost.RunAsync(args, SiloUsage.Text, () => Migration.Build(args), Migration.RunAsync);
if (args.Contains(Verification.Switch))
    return await Verification.RunAsync(args);
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
        app.MapPrometheus().ServedToOperators();
        return app;
    },
    app => Console.Out.WriteLineAsync($"A silo of the cluster is running; health at {app.Urls.First()}/health/ready"));
