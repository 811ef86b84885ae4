using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Reads;

/// <summary>Until when the bytes of a story may be seen.</summary>
internal sealed class StoryLifetimes(IGrainFactory grains, [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>How long an upload that no story shows is readable, and how long a story lives.</summary>
    public static readonly TimeSpan Unreferenced = TimeSpan.FromHours(24);

    /// <summary>Shown answers are fresh for at most this long.</summary>
    public static readonly TimeSpan LongestFreshness = TimeSpan.FromHours(1);

    /// <summary>How long an answer may be kept by caches; null where the story has expired.</summary>
    public async ValueTask<TimeSpan?> FreshnessAsync(MediaItem story, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // No story expires earlier than its upload would, so that for most of a story's life nobody need be asked.
        var left = story.UploadedAt + Unreferenced - now;
        if (left < LongestFreshness
            && await grains.GetGrain<IMediaReferencesGrain>(0).LivesUntil(story.Key, cancellationToken) is { } until
            && until - now > left)
        {
            left = until - now;
        }

        return left <= TimeSpan.Zero ? null : left < LongestFreshness ? left : LongestFreshness;
    }
}
