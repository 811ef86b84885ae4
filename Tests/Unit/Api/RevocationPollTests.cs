using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Reels.Api.Auth;
using Reels.Api.Cluster;
using Reels.Grains.Interfaces.Accounts;
using Reels.Tests.Api.Secrets;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class RevocationPollTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RevocationsTests.FakeList _list = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly Revocations _revocations;
    private readonly RevocationPoll _poll;

    public RevocationPollTests()
    {
        _loggers = new([_log]);
        _revocations = new(RevocationsTests.FakeGrains.With(_list), _time,
            _services.GetRequiredService<IMeterFactory>());
        _poll = new(_revocations,
            new(separate: false, _time, _lifetime, _loggers.CreateLogger<ClusterConnection>()), _time,
            _loggers.CreateLogger<RevocationPoll>());
    }

    [Fact]
    public async Task Without_its_store_a_node_is_ready_after_ten_seconds()
    {
        _list.IsUnavailable = true;
        _list.Revoke(Revoked.Session("ended"), _time.GetUtcNow());
        var start = _time.GetUtcNow();
        await _poll.StartAsync(CancellationToken.None);
        Assert.False(_revocations.IsReady);

        await PassTimeUntilAsync(() => _revocations.IsReady);

        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromSeconds(10));
        Assert.False(_revocations.IsLoaded);
        Assert.Single(_log.Lines, line => line.Contains("ready without them", StringComparison.Ordinal));

        _list.IsUnavailable = false;
        await PassTimeUntilAsync(() => _revocations.IsLoaded);
        Assert.True(_revocations.IsRevoked("ada", "ended"));
    }

    [Fact]
    public async Task A_node_that_has_read_once_stays_ready()
    {
        await _poll.StartAsync(CancellationToken.None);
        Assert.True(_revocations.IsReady);

        _list.IsUnavailable = true;
        var reads = _list.Reads;
        await PassTimeUntilAsync(() => _list.Reads > reads + 1);
        Assert.True(_revocations.IsReady);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("ready without them", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _poll.Dispose();
        _revocations.Dispose();
        _services.Dispose();
        _loggers.Dispose();
    }

    private Task PassTimeUntilAsync(Func<bool> condition) => Until.TrueAsync(() =>
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });
}
