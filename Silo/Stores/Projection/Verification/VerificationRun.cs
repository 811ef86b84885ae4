using System.Globalization;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection.Verification;

/// <summary>Walks each kind of rows, and prints what differs, and where a later run can go on.</summary>
/// <param name="verifications">Each kind once.</param>
/// <param name="options">Where to begin.</param>
/// <param name="repairs">Whether to repair rows that differ.</param>
/// <param name="print">Takes a line.</param>
/// <param name="waitForStore">Ends when a call that failed is made again.</param>
internal sealed class VerificationRun(
    IEnumerable<IVerification> verifications, VerifyOptions options, bool repairs, Func<string, Task> print,
    Func<CancellationToken, Task> waitForStore)
{
    /// <summary>Rows between two lines of progress.</summary>
    private const int Step = 10_000;

    /// <summary>Returns whether every row agrees, or was repaired.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var agree = true;
        var (first, place) = (Array.IndexOf(VerifyOptions.Kinds, options.Kind), options.Place);
        foreach (var verification in verifications.OrderBy(NumberOf).Where(each => NumberOf(each) >= first))
        {
            agree &= await WalkAsync(verification, NumberOf(verification) == first ? place : "", cancellationToken);
        }

        await print((agree, repairs) switch
        {
            (true, _) => "Everything that was compared agrees.",
            (false, true) => "Some rows still differ.",
            (false, false) => "Some rows differ; --repair repairs those that it can.",
        });
        return agree;
    }

    private static int NumberOf(IVerification verification) => Array.IndexOf(VerifyOptions.Kinds, verification.Kind);

    private async Task<bool> WalkAsync(IVerification verification, string place, CancellationToken cancellationToken)
    {
        var (kind, rows, differ, repaired) = (verification.Kind, 0L, 0L, 0L);
        while (true)
        {
            VerifiedPage page;
            try
            {
                page = await VerifyAsync(verification, place, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await print($"{Progress()}. Stopped; {GoOn()}");
                throw;
            }

            foreach (var finding in page.Findings)
                await print($"{kind} {finding.Text}{After(finding.Outcome)}");
            differ += page.Findings.Count(finding => finding.Outcome == FindingOutcome.Differs);
            repaired += page.Findings.Count(finding => finding.Outcome == FindingOutcome.Repaired);
            var isStep = rows / Step != (rows + page.Rows) / Step;
            (rows, place) = (rows + page.Rows, page.Place ?? place);
            if (page.Place is null)
            {
                await print($"{Progress()}. Done");
                return differ == 0;
            }

            if (isStep)
                await print($"{Progress()}; {GoOn()}");
        }

        string Progress() => string.Create(CultureInfo.InvariantCulture,
            $"{kind} {rows:N0} rows, {differ:N0} differ{(repaired > 0 ? $", {repaired:N0} repaired" : "")}");

        string GoOn() => $"to go on from here: --{VerifyOptions.Section}:{nameof(VerifyOptions.After)}={kind}:{place}";
    }

    private async Task<VerifiedPage> VerifyAsync(IVerification verification, string place,
        CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await verification.VerifyAsync(place, repairs, cancellationToken);
            }
            catch (StoreUnavailableException exception)
            {
                if (isFirst)
                    await print($"{verification.Kind}: {exception.Message} Trying again every second.");
                await waitForStore(cancellationToken);
            }
        }
    }

    private static string After(FindingOutcome outcome) => outcome switch
    {
        FindingOutcome.Repaired => "; repaired",
        FindingOutcome.Busy => "; not compared",
        _ => "",
    };
}
