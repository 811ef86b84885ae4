using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Resilience;
using Reels.Tests.Api.Secrets;
using Xunit;

namespace Reels.Tests.Unit.Stores;

public sealed class EngineCallsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;
    private readonly EngineCalls _calls;
    private int _made;

    public EngineCallsTests()
    {
        _loggers = new([_log]);
        _calls = new("MongoDB", EngineCalls.DefaultLimit, _time, _loggers.CreateLogger("engine"));
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_without_an_answer_ends_at_its_limit(bool isWrite)
    {
        // As a driver that ignores its token.
        var hung = Call(isWrite, _ => new TaskCompletionSource<int>().Task);
        _time.Advance(EngineCalls.DefaultLimit - TimeSpan.FromMilliseconds(1));
        Assert.False(hung.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => hung);
        Assert.Equal((StoreFailure.TimedOut, isWrite), (failure.Failure, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task An_engine_that_fails_is_not_called_for_a_second()
    {
        await BreakAsync();
        Assert.True(_calls.IsRefusing);
        var made = _made;

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(AnswerAsync);

        Assert.Equal(("MongoDB", false), (refused.Store, refused.OutcomeUnknown));
        Assert.Equal(made, _made);
        AssertLogged(begins: 1, ends: 0);
    }

    [Fact]
    public async Task An_engine_that_is_back_is_found_by_one_call()
    {
        await BreakAsync();
        _time.Advance(EngineCalls.Break);
        await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(AnswerAsync);

        _time.Advance(EngineCalls.Break);
        Assert.Equal(1, await AnswerAsync());
        Assert.False(_calls.IsRefusing);
        Assert.Equal(1, await AnswerAsync());
        AssertLogged(begins: 1, ends: 1);
    }

    [Fact]
    public async Task An_outage_is_logged_when_it_begins_and_ends()
    {
        await BreakAsync();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(EngineCalls.Break);
            await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        }

        AssertLogged(begins: 1, ends: 0);
        _time.Advance(EngineCalls.Break);
        Assert.Equal(1, await AnswerAsync());
        Assert.Equal(1, await AnswerAsync());
        AssertLogged(begins: 1, ends: 1);
        await BreakAsync();
        AssertLogged(begins: 2, ends: 1);
    }

    [Fact]
    public async Task An_outage_that_few_calls_meet_is_logged_too()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        Assert.Equal(1, await AnswerAsync());
        _time.Advance(EngineOutage.Patience);
        await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        AssertLogged(begins: 0, ends: 0);

        _time.Advance(EngineOutage.Patience);
        await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        Assert.False(_calls.IsRefusing);
        AssertLogged(begins: 1, ends: 0);
        Assert.Equal(1, await AnswerAsync());
        AssertLogged(begins: 1, ends: 1);
    }

    [Fact]
    public async Task Fewer_failures_than_answers_refuse_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(1, await AnswerAsync());
            Assert.Equal(1, await AnswerAsync());
            await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
        }

        Assert.False(_calls.IsRefusing);
    }

    [Fact]
    public async Task Neither_callers_who_leave_nor_other_outcomes_refuse_calls()
    {
        for (var i = 0; i < 40; i++)
        {
            using var caller = new CancellationTokenSource();
            var left = _calls.ReadAsync(token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => 1, token),
                caller.Token);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            await Assert.ThrowsAsync<StoreUnavailableException>(
                () => _calls.ReadAsync<int>(_ => throw StoreUnavailableException.Contended(), default));
            await Assert.ThrowsAsync<FormatException>(() => _calls.ReadAsync<int>(_ => throw new FormatException(),
                default));
        }

        Assert.False(_calls.IsRefusing);
    }

    [Fact]
    public async Task Calls_beyond_the_bulkhead_wait_and_more_are_refused()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, EngineCalls.MaxConcurrent).Select(_ => Held()).ToArray();
        var waiting = Enumerable.Range(0, EngineCalls.MaxWaiting).Select(_ => Held()).ToArray();
        Assert.Equal(EngineCalls.MaxConcurrent, _made);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(Held);
        Assert.Equal(StoreFailure.Overloaded, refused.Failure);

        gate.SetResult(1);
        Assert.All(await Task.WhenAll([.. running, .. waiting]), answer => Assert.Equal(1, answer));
        Assert.False(_calls.IsRefusing);

        Task<int> Held() => _calls.WriteAsync(
            _ =>
            {
                Interlocked.Increment(ref _made);
                return gate.Task;
            },
            default);
    }

    [Fact]
    public async Task A_write_that_waited_in_vain_has_changed_nothing()
    {
        var hung = Enumerable.Range(0, EngineCalls.MaxConcurrent)
            .Select(_ => _calls.WriteAsync(_ => new TaskCompletionSource<int>().Task, default)).ToArray();
        var waiting = _calls.WriteAsync(_ => Task.FromResult(1), default);
        _time.Advance(EngineCalls.DefaultLimit);

        Assert.All(await FailuresAsync(hung), failure => Assert.True(failure.OutcomeUnknown));
        // It was let through when the others ended, or it was not called.
        if (!waiting.IsCompletedSuccessfully)
            Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting)).OutcomeUnknown);
    }

    [Fact]
    public async Task Health_is_down_while_calls_are_refused()
    {
        var isUp = true;
        var health = new EngineHealth(_calls, _ => Task.FromResult(isUp));
        Assert.True(await health.IsUpAsync(default));
        isUp = false;
        Assert.False(await health.IsUpAsync(default));

        isUp = true;
        await BreakAsync();
        Assert.False(await health.IsUpAsync(default));
        _time.Advance(EngineCalls.Break);
        Assert.True(await health.IsUpAsync(default));
        Assert.Equal("MongoDB", health.Store);
    }

    private static async Task<StoreUnavailableException[]> FailuresAsync(IEnumerable<Task> calls) =>
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<StoreUnavailableException>(() => call)));

    private void AssertLogged(int begins, int ends) => Assert.Equal((begins, ends), (
        _log.Lines.Count(line => line.Contains("Most calls to MongoDB fail", StringComparison.Ordinal)),
        _log.Lines.Count(line => line.Contains("MongoDB answers again", StringComparison.Ordinal))));

    private async Task BreakAsync()
    {
        while (!_calls.IsRefusing)
            await Assert.ThrowsAsync<StoreUnavailableException>(FailAsync);
    }

    private Task<int> AnswerAsync() => Call(isWrite: false, _ => Task.FromResult(1));

    private Task<int> FailAsync() => Call(isWrite: false,
        _ => Task.FromException<int>(new StoreUnavailableException("MongoDB", outcomeUnknown: false)));

    private Task<int> Call(bool isWrite, Func<CancellationToken, Task<int>> call) => isWrite
        ? _calls.WriteAsync(Counted(call), default)
        : _calls.ReadAsync(Counted(call), default);

    private Func<CancellationToken, Task<int>> Counted(Func<CancellationToken, Task<int>> call) => token =>
    {
        _made++;
        return call(token);
    };
}
