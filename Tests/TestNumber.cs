using System.Globalization;

namespace Reels.Tests;

/// <summary>Numbers that the environment sets for a run of the tests.</summary>
internal static class TestNumber
{
    /// <summary>The variable's number; without one, the other.</summary>
    public static int Of(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
