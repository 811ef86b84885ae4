namespace Reels.Grains.Interfaces.Directory;

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
