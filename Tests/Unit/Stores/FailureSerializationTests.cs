using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Polly.CircuitBreaker;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Unit.Stores;

public sealed class FailureSerializationTests
{
    /// <summary>An API node has no drivers. What it can't read would be answered as an internal error.</summary>
    [Fact]
    public void A_failure_leaves_its_cause_behind_between_processes()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var failure = new StoreUnavailableException(
            Engines.MongoDb, outcomeUnknown: true, new BrokenCircuitException("the reason"));
        Assert.Contains("the reason", failure.ToString(), StringComparison.Ordinal);

        var arrived = Assert.IsType<StoreUnavailableException>(
            serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(failure)));

        Assert.Equal((Engines.MongoDb, true, StoreFailure.Unavailable, null, null),
            (arrived.Store, arrived.OutcomeUnknown, arrived.Failure, arrived.Cause, arrived.InnerException));
        Assert.Equal(failure.Message, arrived.Message);
    }
}
