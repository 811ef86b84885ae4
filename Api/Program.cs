using Reels.Api;

return await ApiHost.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddQuietLogs();
    // First, so that what the API does in the background begins after the client has found the cluster, and ends before
    // it leaves.
    builder.AddReelsClient();
    builder.AddReelsApi();

    var app = builder.Build();
    app.UseReelsApi();
    return app;
});
