using Reels.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddReelsApi();
builder.AddReelsClient();

var app = builder.Build();
app.UseReelsApi();
await app.RunAsync();
