namespace Reels.Silo.Hosting;

/// <summary>
/// Prepares the stores and ends: what each start of a silo does too, as a step of its own before an upgrade. It waits
/// for a database that is unavailable.
/// </summary>
internal static class Migration
{
    public const string Switch = "--migrate";

    public static WebApplication Build(string[] args) => StoreProcess.Build(args, Switch);

    public static async Task RunAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await StoreProcess.PrepareAsync(app);
            await Console.Out.WriteLineAsync("The stores are prepared.");
            app.Lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // An operator has stopped it.
        }
    }
}
