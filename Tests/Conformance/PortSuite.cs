using Microsoft.Extensions.DependencyInjection;

namespace Reels.Tests.Conformance;

/// <summary>Tests of one or more ports. A subclass names the engine that runs them, and nothing else.</summary>
public abstract class PortSuite(IStoreEngine engine)
{
    protected IStoreEngine Engine => engine;

    /// <summary>Get a port from the engine. Don't keep it: a restart replaces it.</summary>
    protected TPort Port<TPort>()
        where TPort : class =>
        engine.Ports.GetRequiredService<TPort>();
}
