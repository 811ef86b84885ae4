using Orleans.Concurrency;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Directory;

/// <summary>
/// Finds people by name: a stateless worker over the per-silo caches. Its key is 0. Calls interleave: the grain keeps
/// nothing, and a few slow searches must not block the silo's workers, of which there is one per core.
/// </summary>
[Alias("IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The user id of a lower-case username; null where no one has it.</summary>
    [Alias("FindByName"), AlwaysInterleave]
    Task<string?> FindByName(string username, CancellationToken cancellationToken = default);

    /// <summary>
    /// People by the start of the username, of a part of it, or of a word of the full name, without regard to case and
    /// accents. People whose whole name it is come first, by username before full name.
    /// </summary>
    /// <param name="viewerId">The viewer; null: no one.</param>
    /// <param name="text">1 to 50 characters; a leading <c>@</c> is ignored.</param>
    [Alias("Search"), AlwaysInterleave]
    Task<Page<PersonView, SearchPosition>> Search(string? viewerId, string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken = default);
}

/// <summary>
/// A place in a list of people found, ordered by the key that found them (UTF-8, byte by byte), usernames before their
/// parts and full names, then user id (ordinal); all ascending.
/// </summary>
/// <param name="Key">1 to 51 Unicode scalar values. The key of an exact name begins with a space.</param>
/// <param name="IsWord">False where the key is the whole username.</param>
/// <param name="UserId">The person at this place.</param>
[GenerateSerializer, Immutable, Alias("SearchPosition")]
public readonly record struct SearchPosition([property: Id(0)] string Key, [property: Id(1)] bool IsWord,
    [property: Id(2)] string UserId);
