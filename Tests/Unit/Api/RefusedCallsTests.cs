using System.Reflection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime.Messaging;
using Orleans.Serialization.Invocation;
using Reels.Api.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class RefusedCallsTests
{
    private static readonly Exception Refused = new ConnectionFailedException("Its silo was killed.");

    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly ClusterConnection _cluster;
    private readonly RefusedCalls _calls;

    public RefusedCallsTests()
    {
        _cluster = new(separate: true, _time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance),
            NullLogger<ClusterConnection>.Instance);
        _calls = new(_cluster, _time);
    }

    [Fact]
    public async Task A_refused_call_is_repeated_until_it_is_answered()
    {
        _cluster.OnAnswered();
        var call = new Call([Refused, Refused, null]);

        await InvokeAsync(call);

        Assert.Equal(3, call.Attempts);
    }

    [Fact]
    public async Task A_call_is_refused_for_good_within_the_time_of_a_request()
    {
        _cluster.OnAnswered();
        var call = new Call([Refused], _cluster.OnAnswered);
        var began = _time.GetUtcNow();

        Assert.Same(Refused, await Assert.ThrowsAsync<ConnectionFailedException>(() => InvokeAsync(call)));
        Assert.InRange(_time.GetUtcNow() - began, RefusedCalls.Limit - (2 * RefusedCalls.Pause), RefusedCalls.Limit);
    }

    [Fact]
    public async Task No_call_is_repeated_while_no_silo_answers()
    {
        var call = new Call([Refused]);

        await Assert.ThrowsAsync<ConnectionFailedException>(() => InvokeAsync(call));
        Assert.Equal(1, call.Attempts);
    }

    [Fact]
    public async Task A_late_answer_and_a_failure_of_the_grain_are_not_repeated()
    {
        _cluster.OnAnswered();
        foreach (var failure in (Exception[])[new TimeoutException(), new InvalidOperationException()])
        {
            var call = new Call([failure]);
            await InvokeAsync(call);
            Assert.Equal((1, failure), (call.Attempts, call.Response!.Exception));
        }
    }

    private async Task InvokeAsync(Call call)
    {
        var invoked = _calls.Invoke(call);
        while (!invoked.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await invoked;
    }

    /// <param name="outcomes">Of one attempt after the other; the last one stays. Null is an answer.</param>
    private sealed class Call(Exception?[] outcomes, Action? attempted = null) : IOutgoingGrainCallContext
    {
        public int Attempts { get; private set; }

        public Response? Response { get; set; }

        public IGrainContext? SourceContext => null;

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public GrainId? SourceId => null;

        public GrainId TargetId => default;

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => "";

        public string MethodName => "";

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public object? Result { get; set; }

        public Task Invoke()
        {
            var outcome = outcomes[Math.Min(Attempts++, outcomes.Length - 1)];
            Response = outcome is null ? Response.Completed : Response.FromException(outcome);
            attempted?.Invoke();
            return Task.CompletedTask;
        }
    }
}
