using Reels.Tests.Api;

namespace Reels.Tests.Real;

/// <summary>The whole product on the real engines of this machine, without rate limits.</summary>
public abstract class RealApp : ReelsApp
{
    internal static IReadOnlyDictionary<string, string?> Patient => StoresOfTests.Patient;

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>([.. StoresOfTests.RealSettings(), .. Unlimited.Settings, .. Patient]);

    public override async ValueTask InitializeAsync()
    {
        if (!Servers.AreRunning)
            return;
        await base.InitializeAsync();
        await AllUpAsync();
    }
}
