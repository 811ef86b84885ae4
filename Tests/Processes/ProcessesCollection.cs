using Xunit;

namespace Reels.Tests.Processes;

/// <summary>Tests of the built programs have the machine to themselves: some of them watch the time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}
