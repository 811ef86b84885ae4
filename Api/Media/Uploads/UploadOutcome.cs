using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>What became of an upload. Only <see cref="Stored"/> left bytes behind.</summary>
internal abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    /// <param name="Item">What is stored.</param>
    /// <param name="Replayed">True where an earlier request with this key stored it.</param>
    public sealed record Stored(MediaItem Item, bool Replayed) : UploadOutcome;

    /// <param name="Limit">Bytes that this kind may have.</param>
    public sealed record TooLarge(long Limit) : UploadOutcome;

    /// <summary>None of the supported formats, or not one of this kind.</summary>
    public sealed record Unsupported : UploadOutcome;

    public sealed record Empty : UploadOutcome;

    /// <summary>The idempotency key stands for another upload.</summary>
    public sealed record KeyReused : UploadOutcome;
}
