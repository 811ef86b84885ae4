using System.Diagnostics;
using System.Text;

namespace Reels.Bench.Mix;

/// <param name="PerSecond">Answers a second, until what they promised is done: rows of posts are written later.</param>
/// <param name="CpuMicroseconds">CPU time of the server per answer, until then.</param>
/// <param name="P99Milliseconds">Of 100 answers, 99 took no longer.</param>
internal readonly record struct Measured(double PerSecond, double CpuMicroseconds, double P99Milliseconds);

/// <summary>Sends requests to one server, and measures its answers.</summary>
/// <param name="server">The process.</param>
/// <param name="request">Makes the n-th request, counted from 0.</param>
internal sealed class Load(ServerProcess server, Func<int, string> request)
{
    private const int OpenConnections = 128;
    private int _sent = -1;

    /// <summary>Each connection sends its next request when it has the answer to the last one.</summary>
    public Task<Measured> ClosedAsync(int connections, TimeSpan duration) => MeasureAsync(
        connections, (_, began) => Stopwatch.GetElapsedTime(began) < duration, due: null);

    /// <summary>
    /// Sends so many requests, with the connections at work as in a closed loop, and then waits; again and again. The
    /// pauses don't count.
    /// </summary>
    public async Task<Measured> BurstsAsync(int connections, int requests, int bursts, TimeSpan pause)
    {
        var rounds = new List<Measured>();
        for (var burst = 0; burst < bursts; burst++)
        {
            await Task.Delay(pause);
            var last = _sent + requests;
            rounds.Add(await MeasureAsync(connections, (number, _) => number <= last, due: null));
            _sent = last;
        }

        return new(1 / rounds.Average(round => 1 / round.PerSecond), rounds.Average(round => round.CpuMicroseconds),
            rounds.Average(round => round.P99Milliseconds));
    }

    /// <summary>
    /// Sends at a fixed rate, whether earlier requests were answered or not. Times count from when a request was due.
    /// </summary>
    public Task<Measured> OpenAsync(int perSecond, TimeSpan duration)
    {
        var first = _sent + 1;
        return MeasureAsync(OpenConnections,
            (number, _) => number - first < perSecond * duration.TotalSeconds,
            number => TimeSpan.FromSeconds((number - first) / (double)perSecond));
    }

    private async Task<Measured> MeasureAsync(int connections, Func<int, long, bool> goesOn, Func<int, TimeSpan>? due)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(
            _ => RawConnection.OpenAsync(server.Address)));
        var cpu = server.CpuTime;
        var began = Stopwatch.GetTimestamp();
        var times = (await Task.WhenAll(open.Select(connection => Task.Run(
            () => RunAsync(connection, began, goesOn, due))))).SelectMany(each => each).Order().ToList();
        await server.FinishAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var used = server.CpuTime - cpu;
        foreach (var connection in open)
            connection.Dispose();
        return new(times.Count / seconds, used.TotalMicroseconds / times.Count,
            times[(int)(times.Count * 0.99)].TotalMilliseconds);
    }

    private async Task<List<TimeSpan>> RunAsync(RawConnection connection, long began, Func<int, long, bool> goesOn,
        Func<int, TimeSpan>? due)
    {
        var times = new List<TimeSpan>();
        while (true)
        {
            var number = Interlocked.Increment(ref _sent);
            if (!goesOn(number, began))
                return times;
            var at = Stopwatch.GetElapsedTime(began);
            if (due?.Invoke(number) is { } planned)
            {
                if (planned > at)
                    await Task.Delay(planned - at);
                at = planned;
            }

            await connection.SendAsync(Encoding.UTF8.GetBytes(request(number)));
            times.Add(Stopwatch.GetElapsedTime(began) - at);
        }
    }
}
