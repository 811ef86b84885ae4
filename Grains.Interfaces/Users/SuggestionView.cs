using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Users;

/// <summary>Somebody whom a person may want to follow.</summary>
/// <param name="Mutuals">How many of those whom the person follows follow them.</param>
[GenerateSerializer, Immutable, Alias("Suggestion")]
public sealed record SuggestionView([property: Id(0)] PersonView Person, [property: Id(1)] long Mutuals);

/// <summary>
/// A place in a list of people ordered by a number, greatest first, then by id, greatest first (ordinal).
/// </summary>
/// <param name="Number">Of mutuals, or of followers.</param>
/// <param name="UserId">Whose place it is.</param>
[GenerateSerializer, Immutable, Alias("SuggestionPosition")]
public readonly record struct SuggestionPosition([property: Id(0)] long Number, [property: Id(1)] string UserId);
