using Reels.Tests.Api;

namespace Reels.Tests.Real;

/// <summary>The whole product on the real engines of this machine, without rate limits.</summary>
public abstract class RealApp : ReelsApp
{
    /// <summary>
    /// For engines that are well: a loaded machine may be slow, and a test is not about that. The longest that the
    /// settings allow.
    /// </summary>
    private const string Patience = "00:00:05";

    internal static readonly IReadOnlyDictionary<string, string?> Patient = Servers.Ports.Keys.ToDictionary(
        engine => $"{engine}:CallLimit", string? (_) => Patience);

    /// <summary>A first start makes all tables, and compiles what it calls.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>([.. StoresOfTests.RealSettings(), .. Unlimited.Settings, .. Patient]);

    public override async ValueTask InitializeAsync()
    {
        if (!Servers.AreRunning)
            return;
        await base.InitializeAsync();
        await AllUpAsync();
    }

    /// <summary>Return when health names every engine as up.</summary>
    public Task AllUpAsync() => Until.TrueAsync(
        async () =>
        {
            using var answer = await Client.GetAsync("/health/ready");
            return (await answer.JsonAsync()).GetProperty("stores").EnumerateObject()
                .All(store => store.Value.GetString() == "up");
        },
        StartLimit);
}
