using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Verification;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

/// <summary>What a run prints, and where it begins.</summary>
public sealed class VerificationRunTests : IAsyncLifetime
{
    private const int Rows = 450;

    private readonly List<string> _lines = [];
    private Sides? _sides;

    private Sides Sides => _sides!;

    private PairVerifier<Block> Blocks => new("blocks", Sides.Blocks.Truth, Sides.Blocks.Projection,
        row => $"{row.Blocker}:{row.Blocked}", _ => Task.CompletedTask);

    private PairVerifier<Edge> Follows => new("follows", Sides.Follows.Truth, Sides.Follows.Projection,
        row => $"{row.Follower}:{row.Followee}", _ => Task.CompletedTask);

    public async ValueTask InitializeAsync()
    {
        _sides = await Sides.OpenAsync(await EmbeddedProjectionEngine.OpenAsync());
        var blocker = Some.User();
        await Task.WhenAll(Some.Users(Rows).Select(blocked => Sides.Blocks.Truth.SetAsync(
            new(blocker, blocked, true, Some.Now, 1, BlockPending.None), Some.Now, default).AsTask()));
    }

    public ValueTask DisposeAsync() => Sides.DisposeAsync();

    [Fact]
    public async Task Each_kind_is_walked_to_its_end_and_counted()
    {
        Assert.False(await RunAsync(new(), repairs: false));

        Assert.Equal("follows 0 rows, 0 differ. Done", _lines[0]);
        Assert.Equal(Rows, _lines.Count(line => line.EndsWith(": the projection lacks it", StringComparison.Ordinal)));
        Assert.Equal("blocks 450 rows, 450 differ. Done", _lines[^2]);
        Assert.Equal("Some rows differ; --repair repairs those that it can.", _lines[^1]);
    }

    [Fact]
    public async Task What_was_repaired_counts_as_agreed()
    {
        Assert.True(await RunAsync(new(), repairs: true));

        Assert.Equal("blocks 450 rows, 0 differ, 450 repaired. Done", _lines[^2]);
    }

    [Fact]
    public async Task A_run_goes_on_where_another_was_stopped()
    {
        var first = await Blocks.VerifyAsync("", repairs: true, default);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Sides.Truth.Before = (_, token) => Task.FromCanceled(stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(new() { After = $"blocks:{first.Place}" }, repairs: false));
        Sides.Truth.Before = null;
        Assert.EndsWith($"to go on from here: --Verify:After=blocks:{first.Place}", Assert.Single(_lines),
            StringComparison.Ordinal);
        _lines.Clear();

        await RunAsync(new() { After = $"blocks:{first.Place}" }, repairs: false);

        Assert.Equal($"blocks {Rows - first.Rows} rows, {Rows - first.Rows} differ. Done", _lines[^2]);
        Assert.DoesNotContain(_lines, line => line.StartsWith("follows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unavailable_store_is_waited_for()
    {
        Sides.Projection.Fail();

        Assert.True(await RunAsync(new(), repairs: true, Sides.Projection.Recover));

        Assert.Single(_lines, line => line.EndsWith("Trying again every second.", StringComparison.Ordinal));
        Assert.Equal("blocks 450 rows, 0 differ, 450 repaired. Done", _lines[^2]);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("follows:ada:bob", true)]
    [InlineData("likes:5e5c9b3e-8d1c-8c3f-9a44-0d8b5f1c2a77", true)]
    [InlineData("lists:-7393881512290467113", true)]
    [InlineData("stories:x", false)]
    [InlineData("likes:x", false)]
    [InlineData("reels:5e5c9b3e-8d1c-8c3f-9a44-0d8b5f1c2a77", false)]
    public void A_place_that_no_run_printed_is_refused(string? after, bool isAccepted)
    {
        var options = new VerifyOptions { After = after };

        Assert.Equal(isAccepted, !options.Validate(new(options)).Any());
    }

    private Task<bool> RunAsync(VerifyOptions options, bool repairs, Action? whileUnavailable = null) =>
        new VerificationRun([Blocks, Follows], options, repairs,
            line =>
            {
                _lines.Add(line);
                return Task.CompletedTask;
            },
            _ =>
            {
                whileUnavailable?.Invoke();
                return Task.CompletedTask;
            }).RunAsync(CancellationToken.None);
}
