using System.Collections.Immutable;
using Reels.Grains.Interfaces.Reels;

namespace Reels.Grains.Reels;

internal static class DegradedParts
{
    /// <summary>The parts that some reel of a page lacks, each once: what the page's own <c>degraded</c> says.</summary>
    public static ImmutableArray<string> Of(ImmutableArray<Reel> page)
    {
        var parts = ImmutableArray<string>.Empty;
        foreach (var reel in page)
        {
            foreach (var part in reel.Degraded)
            {
                if (!parts.Contains(part))
                    parts = parts.Add(part);
            }
        }

        return parts;
    }
}
