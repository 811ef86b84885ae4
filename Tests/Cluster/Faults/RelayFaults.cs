using Reels.Grains.Timelines;

namespace Reels.Tests.Cluster.Faults;

/// <summary>Loses announcements between silos: the message, or its acknowledgement.</summary>
internal sealed class RelayFaults
{
    private int _messages;
    private int _acknowledgements;

    /// <summary>Announcements that arrived, and were acknowledged or not.</summary>
    public int Arrived => _arrived;

    private int _arrived;

    /// <summary>Set: asked of each message before it goes, by the silo it goes to; false loses it.</summary>
    public Func<SiloAddress, bool>? Passes { get; set; }

    public void LoseMessages(int count) => Interlocked.Exchange(ref _messages, count);

    public void LoseAcknowledgements(int count) => Interlocked.Exchange(ref _acknowledgements, count);

    public void Heal()
    {
        LoseMessages(0);
        LoseAcknowledgements(0);
        Passes = null;
    }

    public async Task OnOutgoing(IOutgoingGrainCallContext call)
    {
        if (call.InterfaceMethod.DeclaringType != typeof(ITimelineRelay))
        {
            await call.Invoke();
            return;
        }
        if (TakeOne(ref _messages) || (Passes is { } passes && SystemTargetGrainId.TryParse(call.TargetId, out var target) && !passes(target.GetSiloAddress())))
            throw new TimeoutException("The announcement was lost.");
        await call.Invoke();
        Interlocked.Increment(ref _arrived);
        if (TakeOne(ref _acknowledgements))
            throw new TimeoutException("The acknowledgement was lost.");
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
