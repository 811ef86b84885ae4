using Microsoft.Extensions.Options;
using Reels.Grains.Accounts;
using Xunit;

namespace Reels.Tests.Unit.Accounts;

public sealed class PasswordHashingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_password_is_known_by_its_hash_and_no_other_is()
    {
        var hashing = Hashing(iterations: 1_000);
        var hash = await hashing.HashAsync("naïve pässword 🔑", None);
        Assert.True(await hashing.VerifyAsync(hash, "naïve pässword 🔑", None));
        Assert.False(await hashing.VerifyAsync(hash, "naive password", None));
        Assert.DoesNotContain("pässword", hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_password_has_another_hash_each_time()
    {
        var hashing = Hashing(iterations: 1_000);
        Assert.NotEqual(await hashing.HashAsync("password", None), await hashing.HashAsync("password", None));
    }

    [Fact]
    public async Task Nobody_has_every_password_wrong()
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
    public async Task Who_hangs_up_leaves_the_queue()
    {
        var hashing = Hashing(iterations: 2_000_000);
        using var impatient = new CancellationTokenSource();
        var first = hashing.HashAsync("password", None);
        var queued = hashing.HashAsync("password", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await first;
    }

    private static PasswordHashing Hashing(int iterations) =>
        new(Options.Create(new PasswordHashingOptions { HashingConcurrency = 1, HashingIterations = iterations }));
}
