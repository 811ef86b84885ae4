using Reels.Bench;
using Reels.Bench.Mix;

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
    ["mix", .. var settings] => () => MixTable.RunAsync(settings),
    [ServerProcess.Verb, var name, var following, .. var settings] =>
        () => MixTable.ServeAsync(name, following, settings),
    ["stores", .. var settings] => () => StoreRates.RunAsync(settings),
    _ => null,
};
if (run is null)
{
    await Console.Error.WriteLineAsync(
        "dotnet run -c Release --project Bench -- "
        + "group-commit | feed | likes | fan-out | lag | reach | memory | start | stores | mix");
    return 2;
}
await run();
return 0;
