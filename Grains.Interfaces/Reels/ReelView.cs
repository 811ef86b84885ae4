using System.Collections.Immutable;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Reels;

/// <summary>
/// A reel as one viewer sees it. A count that can't be read is null, and named in <paramref name="Degraded"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("Reel")]
public sealed record ReelView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] PersonView Author,
    [property: Id(2)] string? Caption,
    [property: Id(3)] string? AltText,
    [property: Id(4)] MediaItem Media,
    [property: Id(5)] MediaItem? Cover,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] long? Likes,
    [property: Id(8)] bool? LikedByMe,
    [property: Id(9)] long? Comments,
    [property: Id(10)] ImmutableArray<CommentView> LatestComments,
    [property: Id(11)] ImmutableArray<string> Degraded);
