namespace Reels.Grains.Stores;

/// <summary>
/// A state between two users that is on or off, fenced by a seq: a write with a lower seq is ignored.
/// </summary>
internal interface IFencedState
{
    /// <summary>Whether the follow or block exists. An ended one is kept for its seq.</summary>
    bool On { get; }

    /// <summary>Rising with each change.</summary>
    long Seq { get; }
}
