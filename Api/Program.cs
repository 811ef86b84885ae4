using Reels.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
// First, so that what the API does in the background begins after the client has found the cluster, and ends before it leaves.
builder.AddReelsClient();
builder.AddReelsApi();

var app = builder.Build();
app.UseReelsApi();
await app.RunAsync();
