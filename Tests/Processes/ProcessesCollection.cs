using Xunit;

namespace Reels.Tests.Processes;

/// <summary>Tests of the built programs run one after the other, because each needs much memory.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}
