namespace Reels.Grains.Interfaces;

public enum DeleteStatus
{
    Deleted = 0,
    NotFound = 1,

    /// <summary>The caller sees it, but another user owns it.</summary>
    NotYours = 2,
}
