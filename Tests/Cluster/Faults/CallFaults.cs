using Reels.Grains.Interfaces;

namespace Reels.Tests.Cluster.Faults;

/// <summary>The call at which a store begins to fail, and for how long.</summary>
/// <param name="Call">The first call that fails, counted from 0.</param>
/// <param name="AfterItsEffect">Whether the call takes effect before it fails.</param>
/// <param name="AndEveryLater">True: a process that dies. False: a store that fails once.</param>
internal sealed record CallFault(int Call, bool AfterItsEffect, bool AndEveryLater)
{
    public override string ToString() =>
        $"{(AndEveryLater ? "from" : "at")} call {Call}, {(AfterItsEffect ? "after" : "before")} its effect";
}

/// <summary>Makes one store call fail, or every one from it on, and remembers the call that failed first.</summary>
internal sealed class CallFaults : IDisposable
{
    private readonly StoreProbe _probe;
    private int _calls = -1;
    private volatile string? _failed;

    /// <param name="probe">The probe in front of every store.</param>
    /// <param name="fault">Which call fails.</param>
    /// <param name="counts">Calls that count, by name; others never fail. Null: all.</param>
    /// <param name="next">Gives the number of a call, where several probes count together.</param>
    public CallFaults(StoreProbe probe, CallFault fault, Func<string, bool>? counts = null, Func<int>? next = null)
    {
        _probe = probe;
        next ??= () => Interlocked.Increment(ref _calls);
        var failing = new AsyncLocal<bool>();
        probe.Before = (name, _) =>
        {
            failing.Value = counts?.Invoke(name) != false && IsFailing(fault, next());
            if (failing.Value)
                _failed ??= name;
            return failing.Value && !fault.AfterItsEffect ? FailAsync() : Task.CompletedTask;
        };
        probe.After = _ => failing.Value && fault.AfterItsEffect ? FailAsync() : Task.CompletedTask;
    }

    /// <summary>The call that failed first; null where there were fewer calls.</summary>
    public string? Failed => _failed;

    /// <summary>Whether the write is answered; false where a store was unavailable to it.</summary>
    public static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public void Dispose() => (_probe.Before, _probe.After) = (null, null);

    private static bool IsFailing(CallFault fault, int call) =>
        fault.AndEveryLater ? call >= fault.Call : call == fault.Call;

    private static Task FailAsync() =>
        Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true));
}
