using Reels.Bench;

Func<Task>? run = args switch
{
    ["group-commit"] => GroupCommit.RunAsync,
    ["feed"] => FeedPages.RunAsync,
    ["likes"] => Likes.RunAsync,
    ["fan-out"] => FanOut.RunAsync,
    ["lag"] => Lag.RunAsync,
    ["reach"] => Reach.RunAsync,
    ["memory"] => TimelineMemory.RunAsync,
    ["start"] => StartUp.RunAsync,
    ["stores", .. var settings] => () => StoreRates.RunAsync(settings),
    _ => null,
};
if (run is null)
{
    await Console.Error.WriteLineAsync(
        "dotnet run -c Release --project Bench -- "
        + "group-commit | feed | likes | fan-out | lag | reach | memory | start | stores");
    return 2;
}
await run();
return 0;
