using Microsoft.Extensions.Hosting;

namespace Reels.Hosting;

/// <summary>
/// Lets a service end the running process for a reason that an operator can change. The process prints the reason and
/// exits with 1, as after a refused start.
/// </summary>
public sealed class ProcessEnd(IHostApplicationLifetime lifetime)
{
    /// <summary>The first reason; null while there is none.</summary>
    internal StartRefusedException? Reason { get; private set; }

    public void Refuse(StartRefusedException reason)
    {
        Reason ??= reason;
        lifetime.StopApplication();
    }
}
