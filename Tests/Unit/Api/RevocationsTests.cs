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
    /// <summary>A time of the store's clock, which is not the product's.</summary>
    private static readonly DateTimeOffset Stored = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeList _list = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Revocations _revocations;

    public RevocationsTests() =>
        _revocations = new(FakeGrains.With(_list), _time, _services.GetRequiredService<IMeterFactory>());

    [Fact]
    public async Task Exactly_the_revoked_tokens_are_known_after_the_next_read()
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
    public async Task A_long_list_is_read_to_its_end_and_later_only_its_newest_part()
    {
        for (var i = 0; i < 2_500; i++)
            _list.Revoke(Revoked.Session($"{i}"), _time.GetUtcNow(), Stored.AddSeconds(i));
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "2499"));

        _list.ReturnedCount = 0;
        _list.Revoke(Revoked.Session("new"), _time.GetUtcNow(), Stored.AddSeconds(2_500));
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "new"));
        Assert.Equal(12, _list.ReturnedCount);
    }

    [Fact]
    public async Task Many_revocations_of_one_moment_are_read_to_their_end()
    {
        for (var i = 0; i < 2_500; i++)
            _list.Revoke(Revoked.Session($"{i}"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.All(Enumerable.Range(0, 2_500), i => Assert.True(_revocations.IsRevoked("ben", $"{i}")));
    }

    [Fact]
    public async Task A_revocation_that_appears_before_the_newest_is_found()
    {
        _list.Revoke(Revoked.Session("newest"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);

        _list.Revoke(Revoked.Session("late"), _time.GetUtcNow(), Stored - Revoked.Overlap);
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "late"));
        _list.Revoke(Revoked.Session("later"), _time.GetUtcNow(), Stored - Revoked.Overlap);
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "later"));
    }

    [Fact]
    public async Task Known_revocations_are_kept_while_the_store_is_unavailable()
    {
        _list.Revoke(Revoked.Session("one"), _time.GetUtcNow());
        await _revocations.CatchUpAsync(CancellationToken.None);
        _list.Revoke(Revoked.Session("two"), _time.GetUtcNow());
        _list.IsUnavailable = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _revocations.CatchUpAsync(CancellationToken.None));

        Assert.True(_revocations.IsRevoked("ben", "one"));
        Assert.False(_revocations.IsRevoked("ben", "two"));
        _list.IsUnavailable = false;
        await _revocations.CatchUpAsync(CancellationToken.None);
        Assert.True(_revocations.IsRevoked("ben", "two"));
    }

    [Fact]
    public async Task Revocations_older_than_any_token_are_dropped()
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

    internal sealed class FakeList : IRevocationsGrain
    {
        private readonly List<Revocation> _all = [];

        public bool IsUnavailable { get; set; }

        public int ReturnedCount { get; set; }

        public int Reads { get; private set; }

        public void Revoke(Guid subject, DateTimeOffset at, DateTimeOffset? storedAt = null) =>
            _all.Add(new(subject, at, storedAt ?? Stored));

        public Task<ImmutableArray<Revocation>> ListAfter(RevocationPlace? after, int max,
            CancellationToken cancellationToken = default)
        {
            Reads++;
            if (IsUnavailable)
                throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
            var (storedAt, subject) = after ?? default;
            var page = _all.Where(item => (item.StoredAt, item.Subject).CompareTo((storedAt, subject)) > 0)
                .OrderBy(item => item.StoredAt).ThenBy(item => item.Subject).Take(max).ToImmutableArray();
            ReturnedCount += page.Length;
            return Task.FromResult(page);
        }
    }

#pragma warning disable CA1852 // The proxy is a subclass that is made at run time.
    internal class FakeGrains : DispatchProxy
#pragma warning restore CA1852
    {
        private FakeList? _list;

        public static IGrainFactory With(IRevocationsGrain list)
        {
            var factory = Create<IGrainFactory, FakeGrains>();
            ((FakeGrains)(object)factory)._list = (FakeList)list;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _list;
    }
}
