using Reels.Grains.Interfaces;

namespace Reels.Api.Media.Files;

/// <summary>
/// Turns exceptions of a full, read-only or broken disk into <see cref="StoreUnavailableException"/>.
/// </summary>
internal static class DiskFailure
{
    public const string Store = Engines.Media;

    public static T Guard<T>(Func<T> disk, bool outcomeUnknown = false)
    {
        try
        {
            return disk();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(Store, outcomeUnknown, exception);
        }
    }

    public static async ValueTask GuardAsync(Func<ValueTask> disk)
    {
        try
        {
            await disk();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(Store, outcomeUnknown: false, exception);
        }
    }
}
