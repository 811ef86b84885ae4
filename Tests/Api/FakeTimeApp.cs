using Microsoft.Extensions.Time.Testing;

namespace Reels.Tests.Api;

/// <summary>The product with a clock that only a test moves.</summary>
public class FakeTimeApp : ReelsApp
{
    public FakeTimeProvider FakeTime { get; } = new(TimeProvider.System.GetUtcNow());

    protected override TimeProvider Time => FakeTime;
}
