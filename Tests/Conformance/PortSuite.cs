using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;

namespace Reels.Tests.Conformance;

/// <summary>Tests of one or more ports. A subclass names the engine that runs them.</summary>
public abstract class PortSuite(IStoreEngine engine)
{
    protected IStoreEngine Engine => engine;

    /// <summary>Get a port from the engine. Don't keep it: a restart replaces it.</summary>
    protected TPort Port<TPort>()
        where TPort : class =>
        engine.Ports.GetRequiredService<TPort>();

    protected IMediaReferences References(MediaKind kind) =>
        engine.Ports.GetRequiredKeyedService<IMediaReferences>(kind);
}
