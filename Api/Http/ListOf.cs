using System.Collections.Immutable;

namespace Reels.Api.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's order; a page may be short or empty before the end.</param>
/// <param name="NextCursor">Where the next page starts; only null is the end.</param>
/// <param name="Degraded">Parts that could not be known.</param>
internal sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor, ImmutableArray<string> Degraded);
