using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Resilience;

/// <summary>Reports an engine as up while its calls are not refused and it answers one now.</summary>
/// <param name="calls">The calls to the engine.</param>
/// <param name="ping">A command that needs the engine to be able to serve, and is cheap.</param>
internal sealed class EngineHealth(EngineCalls calls, Func<CancellationToken, Task<bool>> ping) : IStoreHealth
{
    public string Store => calls.Engine;

    /// <summary>While calls are refused, this is the call that tests whether the engine is back.</summary>
    public async ValueTask<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ReadAsync(ping, cancellationToken) && !calls.IsRefusing;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
