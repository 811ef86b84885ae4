namespace Reels.Grains.Stores;

/// <summary>
/// Counts changes whose announcement some silo may have missed. Each silo reads the count several times per cache life
/// (<see cref="Caching.AnnouncedValues"/>), and drops what it had when the count has changed.
/// </summary>
public interface IMissedAnnouncements
{
    /// <summary>Counts one more. Every <see cref="CountAsync"/> that begins after this returned shows it.</summary>
    ValueTask AddAsync(CancellationToken cancellationToken);

    /// <summary>How many there were; 0 at first.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
