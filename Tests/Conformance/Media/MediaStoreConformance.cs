using System.Security.Cryptography;
using System.Text;
using Reels.Api.Media;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance.Media;

/// <summary>Promises of every media store. A subclass per adapter opens a store.</summary>
public abstract class MediaStoreConformance : IAsyncLifetime
{
    private IMediaStore? _store;

    private protected IMediaStore Store => _store!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Opens a store; it is empty at first, and has the same objects each time within one test.</summary>
    private protected abstract Task<IMediaStore> OpenAsync();

    /// <summary>Opens a store that can't keep bytes now.</summary>
    private protected abstract Task<IMediaStore> OpenFailingAsync();

    [Fact]
    public async Task A_health_check_reaches_the_store_and_leaves_nothing()
    {
        Assert.Contains(Store.Engine, Engines.All);
        await Store.CheckHealthAsync(Cancel);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.CheckHealthAsync(Cancel)));

        Assert.Equal(0, await LeftoversAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CheckHealthAsync(Some.Cancelled));
        Assert.Equal(0, await LeftoversAsync());
    }

    [Fact]
    public async Task A_health_check_fails_where_the_store_keeps_no_bytes()
    {
        var failing = await OpenFailingAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing.CheckHealthAsync(Cancel));
    }

    [Fact]
    public async Task An_object_is_read_as_it_was_written()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        await PutAsync("reels/a.jpg", content);
        Assert.Equal(content, await BytesAsync("reels/a.jpg", 0, content.Length));
        var found = await Store.FindAsync("reels/a.jpg", Cancel);
        Assert.Equal(("reels/a.jpg", 300_000L), (found!.Key, found.Length));
        Assert.InRange(found.Created, TimeProvider.System.GetUtcNow().AddMinutes(-5),
            TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    [Fact]
    public async Task Bytes_that_were_blanked_before_the_end_are_zeros()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        await using (var upload = await Store.BeginAsync(Cancel))
        {
            await upload.WriteAsync(content, Cancel);
            await upload.BlankAsync(1_000, 200_000, Cancel);
            await upload.BlankAsync(299_999, 1, Cancel);
            await upload.WriteAsync(content, Cancel);
            await upload.CompleteAsync("reels/blanked.mp4", Cancel);
        }

        byte[] expected = [.. content, .. content];
        expected.AsSpan(1_000, 200_000).Clear();
        expected[299_999] = 0;
        Assert.Equal(expected, await BytesAsync("reels/blanked.mp4", 0, expected.Length));
    }

    [Fact]
    public async Task An_object_of_several_parts_is_read_as_it_was_written()
    {
        // More than the smallest part of an S3 upload (5 MiB), and no multiple of a round number.
        var content = RandomNumberGenerator.GetBytes(6_291_469);
        await PutAsync("reels/a.mp4", content);
        Assert.Equal(content.Length, (await Store.FindAsync("reels/a.mp4", Cancel))!.Length);
        var read = await BytesAsync("reels/a.mp4", 0, content.Length);
        Assert.True(content.AsSpan().SequenceEqual(read));
        Assert.Equal(content[5_242_879..5_242_882], await BytesAsync("reels/a.mp4", 5_242_879, 3));
    }

    [Fact]
    public async Task An_object_deleted_during_a_read_never_yields_other_bytes()
    {
        var content = RandomNumberGenerator.GetBytes(1_000_003);
        await PutAsync("reels/a.mp4", content);
        await using var stream = await Store.OpenAsync("reels/a.mp4", 0, content.Length, Cancel);
        var read = new byte[content.Length];
        await stream!.ReadExactlyAsync(read.AsMemory(0, 10_000), Cancel);

        await Store.DeleteAsync("reels/a.mp4", Cancel);
        await PutAsync("reels/b.mp4", RandomNumberGenerator.GetBytes(content.Length));

        var length = 10_000;
        try
        {
            for (var more = 1; more > 0; length += more)
                more = await stream.ReadAsync(read.AsMemory(length), Cancel);
        }
        catch (Exception exception) when (exception is IOException or StoreUnavailableException)
        {
        }

        Assert.True(content.AsSpan(0, length).SequenceEqual(read.AsSpan(0, length)));
        Assert.Null(await Store.FindAsync("reels/a.mp4", Cancel));
    }

    [Fact]
    public async Task A_small_object_is_absent_after_a_cancelled_write()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutIfAbsentAsync("requests/ab", new byte[] { 1 }, Some.Cancelled));
        Assert.Null(await Store.ReadAsync("requests/ab", Cancel));
        Assert.Equal(0, await LeftoversAsync());
        Assert.True(await Store.PutIfAbsentAsync("requests/ab", new byte[] { 2 }, Cancel));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(99_999, 1)]
    [InlineData(12_345, 54_321)]
    public async Task A_part_of_an_object_can_be_read(int offset, int length)
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        await PutAsync("reels/a.jpg", content);
        Assert.Equal(content.AsSpan(offset, length).ToArray(), await BytesAsync("reels/a.jpg", offset, length));
    }

    [Fact]
    public async Task A_missing_object_is_not_found()
    {
        Assert.Null(await Store.FindAsync("reels/none.jpg", Cancel));
        Assert.Null(await Store.OpenAsync("reels/none.jpg", 0, 1, Cancel));
        Assert.Null(await Store.ReadAsync("requests/none", Cancel));
        await Store.DeleteAsync("reels/none.jpg", Cancel);
        Assert.Empty(await ListAsync("reels"));
    }

    [Fact]
    public async Task An_upload_is_invisible_until_it_is_complete()
    {
        await using var upload = await Store.BeginAsync(Cancel);
        await upload.WriteAsync(new byte[100_000], Cancel);
        Assert.Null(await Store.FindAsync("reels/a.jpg", Cancel));
        Assert.Empty(await ListAsync("reels"));
        await upload.CompleteAsync("reels/a.jpg", Cancel);
        Assert.NotNull(await Store.FindAsync("reels/a.jpg", Cancel));
    }

    [Fact]
    public async Task An_upload_that_was_never_completed_leaves_nothing()
    {
        await using (var upload = await Store.BeginAsync(Cancel))
            await upload.WriteAsync(new byte[100_000], Cancel);
        Assert.Equal(0, await LeftoversAsync());
    }

    [Fact]
    public async Task A_cancelled_completion_leaves_nothing()
    {
        await using (var upload = await Store.BeginAsync(Cancel))
        {
            await upload.WriteAsync(new byte[10], Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => upload.CompleteAsync("reels/a.jpg", new CancellationToken(canceled: true)));
        }

        Assert.Null(await Store.FindAsync("reels/a.jpg", Cancel));
        Assert.Equal(0, await LeftoversAsync());
    }

    [Fact]
    public async Task Stored_objects_survive_a_restart()
    {
        await PutAsync("reels/a.jpg", [1, 2, 3]);
        _store = await OpenAsync();
        Assert.Equal([1, 2, 3], await BytesAsync("reels/a.jpg", 0, 3));
    }

    [Fact]
    public async Task A_restart_affects_no_upload_of_another_process()
    {
        await using var upload = await Store.BeginAsync(Cancel);
        await upload.WriteAsync(new byte[] { 1 }, Cancel);
        await OpenAsync();
        await upload.WriteAsync(new byte[] { 2 }, Cancel);
        await upload.CompleteAsync("reels/a.jpg", Cancel);
        Assert.Equal([1, 2], await BytesAsync("reels/a.jpg", 0, 2));
    }

    [Fact]
    public async Task A_delete_may_be_repeated()
    {
        await PutAsync("reels/a.jpg", [1]);
        await PutAsync("reels/b.jpg", [2]);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.DeleteAsync("reels/a.jpg", Cancel)));
        Assert.Null(await Store.FindAsync("reels/a.jpg", Cancel));
        Assert.Null(await Store.OpenAsync("reels/a.jpg", 0, 1, Cancel));
        Assert.Equal(["reels/b.jpg"], await ListAsync("reels"));
    }

    [Fact]
    public async Task One_of_several_concurrent_writers_of_a_small_object_wins()
    {
        for (var round = 0; round < 30; round++)
        {
            var key = $"requests/{round:x2}abc";
            using var together = new Barrier(4);
            var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait(Cancel);
                    return Store.PutIfAbsentAsync(key, Encoding.UTF8.GetBytes($"number {i}"), Cancel);
                },
                Cancel,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            var winner = Assert.Single(Enumerable.Range(0, 4), i => won[i]);
            Assert.Equal($"number {winner}", Encoding.UTF8.GetString((await Store.ReadAsync(key, Cancel))!));
        }

        Assert.Equal(0, await LeftoversAsync());
    }

    [Fact]
    public async Task Objects_are_listed_in_order_of_keys()
    {
        var keys = Enumerable.Range(0, 40).Select(i => $"reels/{i * 7919 % 40:x2}{new string('a', 10)}.jpg").ToArray();
        foreach (var key in keys)
            await PutAsync(key, [1]);
        await PutAsync("stories/00.jpg", [1]);
        var sorted = keys.Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(sorted, await ListAsync("reels"));
        Assert.Equal(sorted[18..], await ListAsync("reels", sorted[17]));
        Assert.Empty(await ListAsync("reels", sorted[^1]));
    }

    [Fact]
    public async Task A_folder_within_a_folder_is_listed_by_itself_and_with_it()
    {
        string[] keys =
        [
            "requests/a/1", "requests/a/22222222", "requests/a0", "requests/aaaaaaa/1", "requests/aaaaaaab",
            "requests/aaaaaab/1",
        ];
        foreach (var key in keys.Reverse())
            Assert.True(await Store.PutIfAbsentAsync(key, Encoding.UTF8.GetBytes(key), Cancel));

        Assert.Equal(keys, await ListAsync("requests"));
        Assert.Equal(keys[3..], await ListAsync("requests", keys[2]));
        Assert.Equal(keys[..2], await ListAsync("requests/a"));
        Assert.Equal(keys[1..2], await ListAsync("requests/a", keys[0]));
        Assert.Equal(keys[3..4], await ListAsync("requests/aaaaaaa"));
        Assert.Empty(await ListAsync("requests/b"));
        Assert.Equal(keys[0], Encoding.UTF8.GetString((await Store.ReadAsync(keys[0], Cancel))!));
        await Store.DeleteAsync(keys[0], Cancel);
        Assert.Equal(keys[1..2], await ListAsync("requests/a"));
    }

    /// <summary>Counts unfinished or unnamed objects in the store.</summary>
    protected abstract Task<int> LeftoversAsync();

    private async Task PutAsync(string key, byte[] content)
    {
        await using var upload = await Store.BeginAsync(Cancel);
        foreach (var piece in content.Chunk(65_536))
            await upload.WriteAsync(piece, Cancel);
        await upload.CompleteAsync(key, Cancel);
    }

    private async Task<byte[]> BytesAsync(string key, long offset, int length)
    {
        await using var stream = await Store.OpenAsync(key, offset, length, Cancel);
        var bytes = new byte[length];
        await stream!.ReadExactlyAsync(bytes, Cancel);
        return bytes;
    }

    private async Task<string[]> ListAsync(string folder, string? startAfter = null)
    {
        var keys = new List<string>();
        await foreach (var item in Store.List(folder, startAfter, Cancel))
            keys.Add(item.Key);
        return [.. keys];
    }
}
