namespace Reels.Silo.Hosting;

/// <summary>Logs which other silos join, leave and die: one line for each.</summary>
internal sealed partial class MembershipLog(
    IClusterMembershipService membership, ILocalSiloDetails self, ILogger<MembershipLog> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new Dictionary<SiloAddress, SiloStatus>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            foreach (var (silo, member) in snapshot.Members)
            {
                var before = known.GetValueOrDefault(silo);
                known[silo] = member.Status;
                if (!silo.Equals(self.SiloAddress) && before != member.Status)
                    Log(silo, before, member.Status);
            }
        }
    }

    private void Log(SiloAddress silo, SiloStatus before, SiloStatus now)
    {
        switch (now)
        {
            case SiloStatus.Active:
                LogJoined(silo);
                break;
            case SiloStatus.Dead when before is SiloStatus.ShuttingDown or SiloStatus.Stopping:
                LogLeft(silo);
                break;
            // One that was dead when this silo began is old news.
            case SiloStatus.Dead when before is not SiloStatus.None:
                LogDied(silo);
                break;
        }
    }

    [LoggerMessage(154, LogLevel.Information, "Silo {Silo} is a member of the cluster")]
    private partial void LogJoined(SiloAddress silo);

    [LoggerMessage(155, LogLevel.Information, "Silo {Silo} has left the cluster in order")]
    private partial void LogLeft(SiloAddress silo);

    [LoggerMessage(156, LogLevel.Warning,
        "Silo {Silo} is dead: it didn't answer probes. Its grains are activated on the other silos")]
    private partial void LogDied(SiloAddress silo);
}
