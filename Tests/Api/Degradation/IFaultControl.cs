namespace Reels.Tests.Api.Degradation;

/// <summary>Makes engines fail under a running product, and ends it.</summary>
internal interface IFaultControl
{
    /// <summary>
    /// Return when each projection has everything that its truth has, and what caches hold for 2 s has expired.
    /// </summary>
    Task SettleAsync();

    Task FailAsync(IReadOnlyCollection<string> engines);

    /// <summary>End the fault, and return when no store avoids an engine any more.</summary>
    Task HealAsync();
}
