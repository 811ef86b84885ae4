using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Timelines;

/// <summary>Tells a person's timeline what they have just done, so that the feed they read next shows it.</summary>
public sealed partial class OwnWrites(IGrainFactory grains, ILogger<OwnWrites> logger)
{
    /// <summary>How long an answer waits for the timeline. The act is done and durable: beyond this the feed may show it a moment later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Never throws.</summary>
    public async Task Record(string userId, OwnWrite act)
    {
        try
        {
            await grains.GetGrain<ITimelineGrain>(userId).RecordOwnWrite(act).WaitAsync(Patience);
        }
#pragma warning disable CA1031 // What was done stands, whatever becomes of the note.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogLater(failure.GetType().Name);
        }
    }

    [LoggerMessage(110, LogLevel.Warning, "A timeline could not be told of its reader's act ({Exception}); the act stands, and recovery tells of it")]
    private partial void LogLater(string exception);
}
