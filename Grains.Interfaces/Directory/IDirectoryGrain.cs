using Orleans.Concurrency;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Directory;

/// <summary>
/// Finds people by name: a stateless worker over the per-silo caches. Its key is 0. It interleaves, for it keeps
/// nothing: a silo has a worker a core, and a few slow searches must not hold up all others.
/// </summary>
[Alias("IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The user id behind a username in small letters; null where nobody has it.</summary>
    [Alias("FindByName"), AlwaysInterleave]
    Task<string?> FindByName(string username, CancellationToken cancellationToken = default);

    /// <summary>
    /// People whose username, or a word of whose full name, starts with the text, letters' size apart; whoever has it
    /// as their username comes first.
    /// </summary>
    /// <param name="viewerId">Null: nobody.</param>
    /// <param name="text">1 to 50 characters.</param>
    [Alias("Search"), AlwaysInterleave]
    Task<Page<PersonView, SearchPosition>> Search(string? viewerId, string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken = default);
}

/// <summary>
/// A place among people found: by the key that found them (UTF-8, byte by byte), usernames before words of full names,
/// then by user id (ordinal); all ascending.
/// </summary>
/// <param name="Key">1 to 50 Unicode scalar values.</param>
/// <param name="IsWord">False where the key is their username.</param>
/// <param name="UserId">Whose place it is.</param>
[GenerateSerializer, Immutable, Alias("SearchPosition")]
public readonly record struct SearchPosition([property: Id(0)] string Key, [property: Id(1)] bool IsWord,
    [property: Id(2)] string UserId);
