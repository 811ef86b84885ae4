namespace Reels.Grains.Interfaces.Directory;

/// <summary>Finds people by name: a stateless worker over the per-silo caches. Its key is 0.</summary>
[Alias("IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The user id behind a username in small letters; null where nobody has it.</summary>
    [Alias("FindByName")]
    Task<string?> FindByName(string username, CancellationToken cancellationToken = default);
}
