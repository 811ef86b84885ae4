using Xunit;

namespace Reels.Tests;

/// <summary>Tests that assert how long something takes run alone on the machine, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedCollection
{
    public const string Name = "Timed";
}
