using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;

namespace Reels.Api.Auth;

/// <summary>
/// The revoked users and sessions, in the memory of this node. Every request with a token checks them;
/// <see cref="RevocationPoll"/> keeps them up to date.
/// </summary>
internal sealed class Revocations : IDisposable
{
    /// <summary>Revocations per call, about 30 KB.</summary>
    private const int PageSize = 1_000;

    /// <summary>Time after which a call counts as failed.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _revoked = new();
    private readonly ConcurrentQueue<(Guid Subject, DateTimeOffset At)> _byAge = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private DateTimeOffset? _newest;
    private long _askedAt;
    private volatile bool _loaded;
    private volatile bool _servesWithout;

    public Revocations(IGrainFactory grains, [FromKeyedServices(Clock.Key)] TimeProvider time, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_grains, _time) = (grains, time);
        _meter = meters.Create(TelemetryNames.Name);
        _meter.CreateObservableGauge("reels.revocations.known", () => _revoked.Count, "{revocation}",
            "Revocations that this API node knows");
        _meter.CreateObservableGauge("reels.revocations.age", Age, "s",
            "Time since this API node last read the revocations");
    }

    /// <summary>Whether the revocations from before the start of this node are known.</summary>
    public bool IsLoaded => _loaded;

    /// <summary>
    /// Whether this node may serve: the revocations from before its start are known, or they could not be read for
    /// so long that serving without them is better than not serving.
    /// </summary>
    public bool IsReady => _loaded || _servesWithout;

    /// <summary>Whether a token of this user and session (null: no session) is revoked.</summary>
    public bool IsRevoked(string userId, string? sessionId) =>
        _revoked.ContainsKey(Revoked.User(userId))
            || (sessionId is not null && _revoked.ContainsKey(Revoked.Session(sessionId)));

    /// <summary>Serves from now on, also if the revocations were never read.</summary>
    public void ServeWithout() => _servesWithout = true;

    /// <summary>Adds a revocation that this node caused, without waiting for the next read.</summary>
    public void Add(Guid subject) => Keep(subject, _time.GetUtcNow());

    /// <summary>Reads all revocations from before this call.</summary>
    /// <exception cref="Exception">No silo or no store answers. Known revocations stay in force.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var asked = _time.GetTimestamp();
            RevocationPlace? place = _newest is { } newest ? new(newest - Revoked.Overlap, Guid.Empty) : null;
            int count;
            do
            {
                // Only the wait is cancelled: at a stop, a cancellation would be sent to a silo that is leaving.
                var page = await _grains.GetGrain<IRevocationsGrain>(0)
                    .ListAfter(place, PageSize, CancellationToken.None).WaitAsync(CallLimit, cancellationToken);
                foreach (var revocation in page)
                    Keep(revocation.Subject, revocation.At);
                if (page is [.., var last])
                    (place, _newest) = (last.Place, last.StoredAt);
                count = page.Length;
            }
            while (count == PageSize);
            Volatile.Write(ref _askedAt, asked);
            _loaded = true;
            RemoveExpired();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _turn.Dispose();
    }

    private void Keep(Guid subject, DateTimeOffset at)
    {
        // Each read repeats the newest part of the list, and so what RemoveExpired has removed.
        if (at >= OldestKept() && _revoked.TryAdd(subject, at))
            _byAge.Enqueue((subject, at));
    }

    /// <summary>Removes revocations that are older than any valid token.</summary>
    private void RemoveExpired()
    {
        var oldest = OldestKept();
        while (_byAge.TryPeek(out var eldest) && eldest.At < oldest && _byAge.TryDequeue(out eldest))
            _revoked.TryRemove(eldest.Subject, out _);
    }

    private DateTimeOffset OldestKept() => _time.GetUtcNow() - Revoked.Retention;

    private double Age() =>
        _loaded ? _time.GetElapsedTime(Volatile.Read(ref _askedAt)).TotalSeconds : double.PositiveInfinity;
}
