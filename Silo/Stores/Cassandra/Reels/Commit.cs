using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>Steps after a commit point.</summary>
internal static class Commit
{
    /// <summary>A failure there says that the write may have been made, whatever the step itself knows.</summary>
    public static async Task<T> AfterAsync<T>(Func<Task<T>> steps)
    {
        try
        {
            return await steps();
        }
        catch (StoreUnavailableException exception) when (!exception.OutcomeUnknown)
        {
            throw new StoreUnavailableException(Engines.Cassandra, outcomeUnknown: true, exception);
        }
    }
}
