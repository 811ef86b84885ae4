using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Follows;

/// <summary>
/// Counts the followers of people whose edges have changed. The step that commits an edge marks it as not counted, and
/// a count removes the marks that it found before it began. So every change is counted by repeated looks, on whichever
/// silo, and a count is a number that was found and never one that was added to.
/// </summary>
internal sealed partial class FollowRecount(MongoEngine engine, FollowerCounts counts, ILogger<FollowRecount> log)
    : BackgroundService
{
    /// <summary>Real time, as engines fail in real time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Time between two counts of the same followers where they are many, which takes many commands.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a count takes from its beginning until it is stored.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Marks that one command reads.</summary>
    private const int Page = 500;

    /// <summary>Marks of one person that one count removes. Others are reasons for the next count.</summary>
    private const int MaxMarks = 10_000;

    /// <summary>People whose followers are counted concurrently.</summary>
    private const int Concurrency = 8;

    private readonly MongoCollection<FollowDocument> _follows =
        engine.Collection<FollowDocument>(FollowQueries.Collection);

    /// <summary>Counts the followers of everybody with an edge that is not counted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = "";
        while (await ListMarksAsync(last, cancellationToken) is { Count: > 0 } marks)
        {
            await CountAsync(marks, cancellationToken);
            last = marks[^1].UserId;
        }

        await counts.RemoveZerosAsync(await engine.NowAsync(cancellationToken) - Longest);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(Interval);
        while (await interval.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // The next look tries again.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, Interval.TotalSeconds);
            }
        }
    }

    /// <summary>All marks of the next people, in the order of their ids.</summary>
    private async Task<List<FollowMark>> ListMarksAsync(string after, CancellationToken cancellationToken)
    {
        var marks = await FindMarksAsync(FollowQueries.UncountedAfter(after), Page, cancellationToken);
        if (marks.Count < Page)
            return marks;

        // The page may end within the marks of its last person.
        var last = marks[^1].UserId;
        marks.RemoveAll(mark => mark.UserId == last);
        marks.AddRange(await FindMarksAsync(FollowQueries.UncountedOf([last]), MaxMarks, cancellationToken));
        return marks;
    }

    private async Task CountAsync(List<FollowMark> marks, CancellationToken cancellationToken)
    {
        var at = await engine.NowAsync(cancellationToken);
        var due = await counts.WithoutRecentAsync(marks.Select(mark => mark.UserId).Distinct(), at - Rest,
            cancellationToken);
        var counted = new List<FollowCountDocument>();
        foreach (var some in due.Chunk(Concurrency))
        {
            counted.AddRange(await Task.WhenAll(some.Select(async userId => new FollowCountDocument
            {
                Id = userId,
                Followers = await counts.CountAllAsync(userId, cancellationToken),
                At = at,
            })));
        }

        if (counted.Count == 0 || await engine.NowAsync(cancellationToken) - at > Longest)
            return;
        var stored = await counts.StoreAsync(counted);
        foreach (var some in marks.Where(mark => stored.Contains(mark.UserId)).Chunk(Page))
            await RemoveAsync(some);
    }

    private async Task RemoveAsync(FollowMark[] marks)
    {
        var marked = FollowQueries.UncountedOf(marks.Select(mark => mark.UserId).Distinct())
            & FollowQueries.UncountedStates(marks.Select(mark => mark.State));
        await _follows.DeleteManyAsync(marked & FollowQueries.Erased);
        await _follows.UpdateManyAsync(marked, FollowQueries.MarkCounted);
    }

    private async Task<List<FollowMark>> FindMarksAsync(FilterDefinition<FollowDocument> filter, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _follows.FindFieldAsync(filter, edge => edge.Uncounted, FollowQueries.ByUncounted, limit,
            cancellationToken)).Select(edge => edge.Uncounted!)];

    [LoggerMessage(3321, LogLevel.Warning,
        "Followers could not be counted; the next attempt follows in {Seconds} s, and until then counts are older")]
    private partial void LogFailed(Exception exception, double seconds);
}
