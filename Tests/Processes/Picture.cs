using System.Collections.Immutable;

namespace Reels.Tests.Processes;

internal static class Picture
{
    /// <summary>A PNG of one pixel.</summary>
    public static ImmutableArray<byte> Png { get; } =
        [.. Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")];
}
