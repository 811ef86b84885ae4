namespace Reels.Tests.Real.Faults;

/// <summary>How a server can't be reached.</summary>
public enum NetworkFault
{
    None,

    /// <summary>As a server that was killed: connections end, and new ones are refused.</summary>
    Refused,

    /// <summary>As a server that hangs, or a network that is cut: connections stay, and nothing arrives.</summary>
    Silent,

    /// <summary>Everything arrives 3 s later, in both directions.</summary>
    Late,

    /// <summary>Connections are accepted and reset.</summary>
    Reset,
}
