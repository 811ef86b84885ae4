using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime.Messaging;
using Reels.Api.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class ClusterConnectionTests : IHostApplicationLifetime, ILogger<ClusterConnection>, IDisposable
{
    private static readonly Exception Refused = new ConnectionFailedException();
    private static readonly Exception Late = new TimeoutException();

    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stop = new();
    private readonly List<int> _events = [];
    private readonly ClusterConnection _cluster;

    public ClusterConnectionTests() => _cluster = new(separate: true, _time, this, this);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void An_outage_is_logged_when_it_begins_and_when_it_has_ended()
    {
        _cluster.OnAnswered();
        for (var failure = 0; failure < 100; failure++)
            Assert.True(_cluster.OnFailed(failure % 2 == 0 ? Refused : Late));
        Assert.Equal([140], _events);

        _time.Advance(TimeSpan.FromSeconds(2));
        _cluster.OnAnswered();
        _cluster.OnAnswered();
        Assert.Equal([140, 141], _events);
    }

    [Fact]
    public void Answers_between_failures_are_one_outage()
    {
        for (var flap = 0; flap < 10; flap++)
        {
            _cluster.OnFailed(Refused);
            _time.Advance(TimeSpan.FromSeconds(1));
            _cluster.OnAnswered();
        }

        Assert.Equal([140], _events);
    }

    [Fact]
    public void Calls_that_time_out_after_an_outage_begin_no_other()
    {
        _cluster.OnFailed(Refused);
        for (var second = 0; second < 8; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _cluster.OnAnswered();
        }
        _cluster.OnFailed(Late);

        Assert.Equal([140, 141], _events);
    }

    [Fact]
    public void Single_failed_calls_share_one_line_a_minute()
    {
        for (var second = 0; second < 90; second++)
        {
            _cluster.OnAnswered();
            Assert.True(_cluster.OnFailed(Late));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([142, 142], _events);
    }

    [Fact]
    public void A_silo_that_stops_answering_is_an_outage_after_two_seconds()
    {
        _cluster.OnAnswered();
        _time.Advance(TimeSpan.FromSeconds(2));
        _cluster.OnFailed(Late);

        Assert.Equal([140], _events);
    }

    [Fact]
    public void A_stop_of_the_process_is_no_outage()
    {
        _stop.Cancel();

        Assert.True(_cluster.OnFailed(Refused));
        Assert.Empty(_events);
    }

    [Fact]
    public void Other_failures_are_none_of_the_cluster()
    {
        Assert.False(_cluster.OnFailed(new InvalidOperationException()));
        Assert.False(new ClusterConnection(separate: false, _time, this, this).OnFailed(Late));
        Assert.Empty(_events);
    }

    [Fact]
    public void A_silo_of_this_process_is_connected_from_the_start()
    {
        var own = new ClusterConnection(separate: false, _time, this, this);

        Assert.Equal((true, true), (own.IsConnected, own.IsServing));
        Assert.Equal((false, false), (_cluster.IsConnected, _cluster.IsServing));
    }

    [Fact]
    public void The_default_call_limit_answers_within_10_seconds() =>
        Assert.InRange(new SiloCallOptions().CallTimeout, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9));

    CancellationToken IHostApplicationLifetime.ApplicationStarted => default;

    CancellationToken IHostApplicationLifetime.ApplicationStopping => _stop.Token;

    CancellationToken IHostApplicationLifetime.ApplicationStopped => default;

    void IHostApplicationLifetime.StopApplication() => _stop.Cancel();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _events.Add(eventId.Id);
}
