using System.Collections.Immutable;

namespace Reels.Grains.Interfaces;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's order. A page before the end may be short or empty.</param>
/// <param name="Next">Where the next page starts; null only at the end.</param>
/// <param name="Degraded">Parts that could not be read, by their names in <see cref="DegradedParts"/>.</param>
[GenerateSerializer, Immutable, Alias("Page`2")]
public sealed record Page<TItem, TPosition>(
    [property: Id(0)] ImmutableArray<TItem> Items,
    [property: Id(1)] TPosition? Next,
    [property: Id(2)] ImmutableArray<string> Degraded)
    where TPosition : struct;
