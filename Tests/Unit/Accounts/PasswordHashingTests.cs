using Microsoft.Extensions.Options;
using Reels.Grains.Accounts;
using Xunit;

namespace Reels.Tests.Unit.Accounts;

public sealed class PasswordHashingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Only_the_hashed_password_verifies()
    {
        var hashing = Hashing(iterations: 1_000);
        var hash = await hashing.HashAsync("naïve pässword 🔑", None);
        Assert.True(await hashing.VerifyAsync(hash, "naïve pässword 🔑", None));
        Assert.False(await hashing.VerifyAsync(hash, "naive password", None));
        Assert.DoesNotContain("pässword", hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_password_has_a_different_hash_each_time()
    {
        var hashing = Hashing(iterations: 1_000);
        Assert.NotEqual(await hashing.HashAsync("password", None), await hashing.HashAsync("password", None));
    }

    [Fact]
    public async Task Without_an_account_every_password_is_wrong()
    {
        var hashing = Hashing(iterations: 1_000);
        Assert.False(await hashing.VerifyAsync(null, "nobody's password", None));
    }

    [Fact]
    public async Task A_hash_made_with_another_number_of_rounds_still_verifies()
    {
        var hash = await Hashing(iterations: 1_000).HashAsync("password", None);
        Assert.True(await Hashing(iterations: 5_000).VerifyAsync(hash, "password", None));
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_the_queue()
    {
        var hashing = Hashing(iterations: 2_000_000);
        using var cancellation = new CancellationTokenSource();
        var first = hashing.HashAsync("password", None);
        var queued = hashing.HashAsync("password", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await first;
    }

    private static PasswordHashing Hashing(int iterations) =>
        new(Options.Create(new PasswordHashingOptions { HashingConcurrency = 1, HashingIterations = iterations }));
}
