using System.Collections.Immutable;
using Reels.Grains.Announcements;
using Xunit;

namespace Reels.Tests.Cluster.Faults;

/// <summary>Loses announcements between silos: the message, or its acknowledgement.</summary>
internal sealed class RelayFaults
{
    private int _messages;
    private int _acknowledgements;

    /// <summary>Asked for each announcement of a message to a silo; false loses the message.</summary>
    public Func<SiloAddress, Announcement, bool>? Passes { get; set; }

    public void LoseMessages(int count) => Interlocked.Exchange(ref _messages, count);

    public void LoseAcknowledgements(int count) => Interlocked.Exchange(ref _acknowledgements, count);

    public void Heal()
    {
        LoseMessages(0);
        LoseAcknowledgements(0);
        Passes = null;
    }

    public async Task OnOutgoingAsync(IOutgoingGrainCallContext call)
    {
        if (call.InterfaceMethod.DeclaringType != typeof(ITimelineRelay))
        {
            await call.Invoke();
            return;
        }
        if (TakeOne(ref _messages) || !PassesAll(call))
            throw new TimeoutException("The announcement was lost.");
        await call.Invoke();
        if (TakeOne(ref _acknowledgements))
            throw new TimeoutException("The acknowledgement was lost.");
    }

    private bool PassesAll(IOutgoingGrainCallContext call)
    {
        if (Passes is not { } passes)
            return true;
        var announcements = (ImmutableArray<Announcement>)call.Request.GetArgument(0)!;
        Assert.True(SystemTargetGrainId.TryParse(call.TargetId, out var target));
        return announcements.All(announcement => passes(target.GetSiloAddress(), announcement));
    }

    private static bool TakeOne(ref int left)
    {
        while (Volatile.Read(ref left) is var seen and > 0)
        {
            if (Interlocked.CompareExchange(ref left, seen - 1, seen) == seen)
                return true;
        }
        return false;
    }
}
