namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>Who does the pending work of a document, and until when.</summary>
internal sealed record WorkLease
{
    /// <summary>Silos look for lapsed work by shard.</summary>
    public int Shard { get; init; }

    /// <summary>Until then whoever began the work has it.</summary>
    public DateTimeOffset LeaseUntil { get; init; }
}
