using Reels.Grains.Interfaces;

namespace Reels.Grains;

/// <summary>Reads of parts that an answer can do without.</summary>
internal static class StoreReads
{
    /// <summary>The value; null where its store is unavailable.</summary>
    public static async ValueTask<T?> OrNullAsync<T>(ValueTask<T> read)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="OrNullAsync{T}(ValueTask{T})"/>
    public static async Task<T?> OrNullAsync<T>(Func<Task<T>> read)
        where T : struct
    {
        try
        {
            return await read();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
