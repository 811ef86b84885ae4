using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reels.Api.Auth;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class RevocationsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PlayedList _list = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Revocations _revocations;

    public RevocationsTests() =>
        _revocations = new(PlayedGrains.With(_list), _time, _services.GetRequiredService<IMeterFactory>());

    [Fact]
    public async Task What_is_revoked_is_known_after_the_next_look_and_nothing_else_is()
    {
        _list.Revoke(Revoked.Session("one"), _time.GetUtcNow());
        _list.Revoke(Revoked.User("ada"), _time.GetUtcNow());
        Assert.False(_revocations.IsLoaded);
        await _revocations.CatchUpAsync(CancellationToken.None);

        Assert.True(_revocations.IsLoaded);
        Assert.True(_revocations.IsRevoked("ben", "one"));
        Assert.False(_revocations.IsRevoked("ben", "two"));
        Assert.True(_revocations.IsRevoked("ada", "two"));
        Assert.True(_revocations.IsRevoked("ada", null));
        Assert.False(_revocations.IsRevoked("ben", null));
        Assert.False(_revocations.IsRevoked("one", "ada"));
    }

    [Fact]
    public async Task A_long_list_is_read_to_its_end_and_later_looks_read_what_is_new_alone()
    {
        for (var i = 0; i < 2_500; i++)
            _list.Revoke(Revoked.Session($"{i}"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "2499"));

        _list.Given = 0;
        _list.Revoke(Revoked.Session("new"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "new"));
        Assert.Equal(1, _list.Given);
    }

    [Fact]
    public async Task While_nobody_answers_what_is_known_stays_known()
    {
        _list.Revoke(Revoked.Session("one"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        _list.Revoke(Revoked.Session("two"), _time.GetUtcNow());
        _list.Away = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _revocations.CatchUpAsync(CancellationToken.None));

        Assert.True(_revocations.IsRevoked("ben", "one"));
        Assert.False(_revocations.IsRevoked("ben", "two"));
        _list.Away = false;
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "two"));
    }

    [Fact]
    public async Task What_no_token_can_outlive_is_forgotten()
    {
        _list.Revoke(Revoked.Session("old"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        _time.Advance(Revoked.Retention - TimeSpan.FromMinutes(1));
        _revocations.Add(Revoked.Session("young"));
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "old"));

        _time.Advance(TimeSpan.FromMinutes(2));
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.False(_revocations.IsRevoked("ben", "old"));
        Assert.True(_revocations.IsRevoked("ben", "young"));
    }

    public void Dispose()
    {
        _revocations.Dispose();
        _services.Dispose();
    }

    private sealed class PlayedList : IRevocationsGrain
    {
        private readonly List<Revocation> _all = [];

        public bool Away { get; set; }

        public int Given { get; set; }

        public void Revoke(Guid subject, DateTimeOffset at) => _all.Add(new(_all.Count + 1, subject, at));

        public Task<ImmutableArray<Revocation>> ListAfter(long place, int max,
            CancellationToken cancellationToken = default)
        {
            if (Away)
                throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
            var page = _all.Where(revocation => revocation.Place > place).Take(max).ToImmutableArray();
            Given += page.Length;
            return Task.FromResult(page);
        }
    }

#pragma warning disable CA1852 // A proxy is a subclass made at run time.
    internal class PlayedGrains : DispatchProxy
#pragma warning restore CA1852
    {
        private PlayedList? _list;

        public static IGrainFactory With(IRevocationsGrain list)
        {
            var factory = Create<IGrainFactory, PlayedGrains>();
            ((PlayedGrains)(object)factory)._list = (PlayedList)list;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _list;
    }
}
