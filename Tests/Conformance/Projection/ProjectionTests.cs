using Reels.Grains.Interfaces;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

/// <summary>
/// The promises of a truth with its projection, with each of them unavailable, lagging, and back. A subclass names the
/// kind of rows.
/// </summary>
public abstract class ProjectionTests : IAsyncLifetime
{
    private const int RowsOfALongLag = 450;

    private readonly List<ProjectedSilo> _silos = [];
    private Sides? _sides;

    private protected Sides Sides => _sides!;

    public async ValueTask InitializeAsync() => _sides = await Sides.OpenAsync(await OpenProjectionAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        if (_sides is not null)
            await _sides.DisposeAsync();
    }

    [Fact]
    public async Task A_write_is_on_both_sides_when_it_is_answered()
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));

        await row.WriteAsync(silo, 1);

        Assert.NotNull(await row.ReadTruthAsync());
        await AssertAgreeAsync(row);
    }

    [Fact]
    public async Task Writes_go_on_while_the_projection_is_unavailable()
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));
        Sides.Projection.Fail();

        for (var seq = 1; seq <= 3; seq++)
        {
            await row.WriteAsync(silo, seq);
            Assert.Equal(row.StateAfter(seq), await row.ReadAsync(silo));
        }

        Assert.False(silo.IsCurrent);
        Sides.Projection.Recover();
        await Until.TrueAsync(() => silo.IsCurrent);
        await AssertAgreeAsync(row);
    }

    [Fact]
    public async Task Only_one_write_waits_for_a_projection_that_hangs()
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));
        var gate = new Gate();
        Sides.Projection.Hang(gate);

        await row.WriteAsync(silo, 1);
        Assert.True(gate.Reached);
        for (var seq = 2; seq <= 50; seq++)
            await row.WriteAsync(silo, seq);

        // The first write and the looks of the catch-up.
        Assert.InRange(gate.Waiting, 1, 40);
        Assert.Equal(row.StateAfter(50), await row.ReadAsync(silo));
        Sides.Projection.Recover();
        gate.Open();
        await Until.TrueAsync(() => silo.IsCurrent);
        await AssertAgreeAsync(row);
    }

    [Fact]
    public async Task A_projection_that_lags_is_not_read_until_it_caught_up()
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));
        await row.WriteAsync(silo, 1);
        Sides.Projection.FailPuts();
        await row.WriteAsync(silo, 2);

        Sides.Truth.Fail();
        await AssertUnavailableAsync(() => row.ReadAsync(silo));
        Sides.Truth.Recover();
        Assert.Equal(row.StateAfter(2), await row.ReadAsync(silo));

        Sides.Projection.Recover();
        await Until.TrueAsync(() => silo.IsCurrent);
        Sides.Truth.Fail();
        Assert.Equal(row.StateAfter(2), await row.ReadAsync(silo));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_projection_is_read_while_the_truth_is_unavailable(bool hangs)
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));
        await row.WriteAsync(silo, 1);
        await Until.TrueAsync(() => silo.IsCurrent);
        var gate = new Gate();
        if (hangs)
            Sides.Truth.Hang(gate);
        else
            Sides.Truth.Fail();

        Assert.Equal(row.StateAfter(1), await row.ReadAsync(silo));
        if (!hangs)
            await AssertUnavailableAsync(() => row.WriteAsync(silo, 2));

        Assert.Equal(row.StateAfter(1), await row.ReadAsync(silo));
        Sides.Truth.Recover();
        gate.Open();
        await row.WriteAsync(silo, 2);
        await AssertAgreeAsync(row);
    }

    [Fact]
    public async Task Nothing_is_answered_while_both_are_unavailable()
    {
        var (silo, row) = (await SiloAsync(), await NewRowAsync(Sides));
        await row.WriteAsync(silo, 1);
        await Until.TrueAsync(() => silo.IsCurrent);
        Sides.Truth.Fail();
        Sides.Projection.Fail();

        await AssertUnavailableAsync(() => row.ReadAsync(silo));
        await AssertUnavailableAsync(() => row.WriteAsync(silo, 2));
    }

    [Fact]
    public async Task What_a_dead_process_left_is_caught_up_before_any_read()
    {
        var row = await NewRowAsync(Sides);
        await using (var dying = new ProjectedSilo(Sides))
        {
            Sides.Projection.Fail();
            await row.WriteAsync(dying, 1);
        }

        await Sides.ReopenAsync();
        Sides.Projection.Recover();
        var silo = new ProjectedSilo(Sides);
        _silos.Add(silo);
        Sides.Truth.Fail();
        await AssertUnavailableAsync(() => row.ReadAsync(silo));

        Sides.Truth.Recover();
        await silo.StartAsync();
        await Until.TrueAsync(() => silo.IsCurrent);
        await AssertAgreeAsync(row);
    }

    [Fact]
    public async Task Another_silo_learns_of_a_lag_with_its_next_look()
    {
        var (silo, other, row) = (await SiloAsync(), await SiloAsync(), await NewRowAsync(Sides));
        await row.WriteAsync(silo, 1);
        Sides.Projection.FailPuts();
        await row.WriteAsync(silo, 2);

        await Until.TrueAsync(() => !other.IsCurrent);
        Sides.Truth.Fail();
        await AssertUnavailableAsync(() => row.ReadAsync(other));
    }

    [Fact]
    public async Task An_older_write_that_arrives_late_changes_nothing()
    {
        var (silo, other, row) = (await SiloAsync(), await SiloAsync(), await NewRowAsync(Sides));
        await Until.TrueAsync(async () => Equals(await row.ReadTruthAsync(), await row.ReadProjectionAsync()));
        var gate = new Gate();
        Sides.Projection.Before = (call, _) =>
            call.EndsWith(".PutAsync", StringComparison.Ordinal) && !gate.Reached ? gate.PassAsync()
                : Task.CompletedTask;

        var late = row.WriteAsync(silo, 1);
        await Until.TrueAsync(() => gate.Reached);
        await row.WriteAsync(other, 2);
        gate.Open();
        await late;
        await Until.TrueAsync(() => silo.IsCurrent && other.IsCurrent);

        await AssertAgreeAsync(row);
        Assert.Equal(row.StateAfter(2), await row.ReadAsync(silo));
    }

    [Fact]
    public async Task A_long_lag_is_caught_up_to_its_end()
    {
        var silo = await SiloAsync();
        var rows = new IProjectedRow[RowsOfALongLag];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = await NewRowAsync(Sides);
        Sides.Projection.FailPuts();
        await Task.WhenAll(rows.Select(row => row.WriteAsync(silo, 1)));
        Sides.Projection.Recover();

        await Until.TrueAsync(() => silo.IsCurrent);

        foreach (var row in rows)
            await AssertAgreeAsync(row);
    }

    private protected abstract Task<IProjectedRow> NewRowAsync(Sides sides);

    private protected virtual Task<IProjectionEngine> OpenProjectionAsync() => EmbeddedProjectionEngine.OpenAsync();

    /// <summary>Start a silo whose catch-up has looked once.</summary>
    private protected async Task<ProjectedSilo> SiloAsync()
    {
        var silo = new ProjectedSilo(Sides);
        _silos.Add(silo);
        await silo.StartAsync();
        await Until.TrueAsync(() => silo.IsCurrent);
        return silo;
    }

    private protected static async Task AssertAgreeAsync(IProjectedRow row) =>
        Assert.Equal(await row.ReadTruthAsync(), await row.ReadProjectionAsync());

    private static async Task AssertUnavailableAsync(Func<Task> call) =>
        await Assert.ThrowsAsync<StoreUnavailableException>(call);
}
