using System.Globalization;
using Reels.Bench.Direct;

namespace Reels.Bench.Mix;

/// <summary>
/// The product next to what a user would write instead: the same data, the same answers, the same disk, in one run.
/// Each server is a process of its own, and each figure is the median of rounds in which the two take turns.
/// </summary>
internal static class MixTable
{
    private const int Rounds = 3;
    private const string Product = "product";
    private const string FollowingOption = "--following=";
    private const string WorkOption = "--work=";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>Both servers compile what they run most.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <param name="arguments">Perhaps <c>--following=500</c> (50) and <c>--work=</c>, a part of the names of the only
    /// work to measure; the others are settings of the product.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var following = OptionOf(arguments, FollowingOption, "50");
        var only = OptionOf(arguments, WorkOption, "");
        string[] settings = [.. arguments.Where(
            argument => !argument.StartsWith(FollowingOption, StringComparison.Ordinal)
                && !argument.StartsWith(WorkOption, StringComparison.Ordinal))];
        await using var product = await ServerProcess.StartAsync(Product, null, [following, .. settings]);
        await using var direct = await ServerProcess.StartAsync("direct", product, following);
        var (page, bytes) = await SameAnswers.AssertAsync(product, direct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{MixData.People} people who follow {following} each, {MixData.Reels} reels; a page has {page} reels and "
            + $"{bytes:N0} bytes; medians of {Rounds} rounds"));
        foreach (var server in new[] { product, direct })
            await new Load(server, await Work.Mix.PrepareAsync(server)).ClosedAsync(Work.Connections, WarmUp);
        Console.WriteLine();
        Console.WriteLine("| work | product, per s (CPU us, p99 ms) | direct | product to direct: rate, CPU |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var work in Work.All.Where(work => work.Name.Contains(only, StringComparison.Ordinal)))
            await CompareAsync(work, product, direct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| memory of its own afterwards, MB | {product.AnonymousMegabytes:N0} | {direct.AnonymousMegabytes:N0} | "
            + $"{product.AnonymousMegabytes / direct.AnonymousMegabytes:N1} |"));
    }

    /// <summary>A server, in the process that the benchmark has started for it.</summary>
    public static Task ServeAsync(string name, string following, string[] settings)
    {
        var data = new MixData(int.Parse(following, CultureInfo.InvariantCulture));
        return ServerProcess.ServeAsync(times => name == Product ? ProductServer.StartAsync(data, settings)
            : DirectServer.StartAsync(data, times));
    }

    private static string OptionOf(string[] arguments, string option, string otherwise) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..]
        ?? otherwise;

    private static async Task CompareAsync(Work work, params ServerProcess[] servers)
    {
        var loads = new List<Load>();
        foreach (var server in servers)
            loads.Add(new(server, await work.PrepareAsync(server)));
        var measured = loads.Select(_ => new List<Measured>()).ToList();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < loads.Count; i++)
            {
                var one = await work.RunAsync(loads[i], Duration);
                // The first round warms up.
                if (round > 0)
                    measured[i].Add(one);
            }
        }

        Measured[] medians = [.. measured.Select(MedianOf)];
        var (product, direct) = (medians[0], medians[1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {work.Name} | {Text(product)} | {Text(direct)} | {product.PerSecond / direct.PerSecond:N2}, "
            + $"{product.CpuMicroseconds / direct.CpuMicroseconds:N2} |"));
    }

    private static Measured MedianOf(List<Measured> rounds)
    {
        return new(Median(round => round.PerSecond), Median(round => round.CpuMicroseconds),
            Median(round => round.P99Milliseconds));

        double Median(Func<Measured, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
    }

    private static string Text(Measured measured) => string.Create(CultureInfo.InvariantCulture,
        $"{measured.PerSecond:N0} ({measured.CpuMicroseconds:N0}, {measured.P99Milliseconds:N1})");
}
