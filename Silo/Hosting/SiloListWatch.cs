using Orleans.Clustering.Redis;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Hosting;

/// <summary>
/// Ends this process when the list of silos has forgotten it: Redis came back without its file. The silo could note no
/// sign of life any more, and silos that join would not know it. Started again, it is listed. See
/// <c>docs/adr/0044-membership.md</c>.
/// </summary>
internal sealed class SiloListWatch(IMembershipTable list, ILocalSiloDetails silo, SiloEnds ends,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Looks in a row that must miss it: one may have been made while the list was written.</summary>
    private const int Looks = 2;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (wasListed, missed) = (false, 0);
        for (; missed < Looks; await Task.Delay(Interval, time, stoppingToken))
        {
            switch (await IsListedAsync(stoppingToken))
            {
                case true:
                    (wasListed, missed) = (true, 0);
                    break;
                case false when wasListed:
                    missed++;
                    break;
            }
        }

        ends.End(new SiloForgottenException());
    }

    /// <summary>Null while Redis is unavailable: nothing is known then.</summary>
    private async Task<bool?> IsListedAsync(CancellationToken stoppingToken)
    {
        try
        {
            var row = await list.ReadRowAsync(silo.SiloAddress, stoppingToken).WaitAsync(Interval, time, stoppingToken);
            return row.Members.Count > 0;
        }
        catch (RedisClusteringException)
        {
            // Redis answers, and has no list at all.
            return false;
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
