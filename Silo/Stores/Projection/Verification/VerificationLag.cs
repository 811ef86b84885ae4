namespace Reels.Silo.Stores.Projection.Verification;

/// <summary>The wait before a row that differs is compared again.</summary>
internal static class VerificationLag
{
    /// <summary>Eight looks of a catch-up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Longest, cancellationToken);
}
