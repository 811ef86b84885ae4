using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>
/// Steps of a write after the one that committed it. Where one of them fails, the write may be whole or not, even if
/// that step was not made: the caller repeats the write, or others complete it.
/// </summary>
internal static class AfterCommit
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> steps)
    {
        try
        {
            return await steps();
        }
        catch (StoreUnavailableException exception) when (!exception.OutcomeUnknown)
        {
            throw new StoreUnavailableException(Engines.MongoDb, outcomeUnknown: true, exception);
        }
    }

    public static Task RunAsync(Func<Task> steps) => RunAsync(async () =>
    {
        await steps();
        return true;
    });
}
