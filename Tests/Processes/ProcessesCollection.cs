using Xunit;

namespace Reels.Tests.Processes;

/// <summary>Tests of the built programs run alone on the machine, because some of them measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}
