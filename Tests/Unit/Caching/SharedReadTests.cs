using Reels.Grains.Caching;
using Xunit;

namespace Reels.Tests.Unit.Caching;

public sealed class SharedReadTests
{
    private readonly List<TaskCompletionSource<int>> _reads = [];
    private readonly SharedRead<int> _shared;

    public SharedReadTests() => _shared = new(() =>
    {
        var read = new TaskCompletionSource<int>();
        lock (_reads)
            _reads.Add(read);
        return read.Task;
    });

    [Fact]
    public async Task Callers_during_a_read_share_the_next_read()
    {
        var first = _shared.JoinAsync();
        await ReadsAsync(1);
        var others = Enumerable.Range(0, 20).Select(_ => _shared.JoinAsync()).ToArray();
        _reads[0].SetResult(1);
        await ReadsAsync(2);
        _reads[1].SetResult(2);

        Assert.Equal(1, await first);
        Assert.All(await Task.WhenAll(others), read => Assert.Equal(2, read));
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task A_caller_during_the_next_read_waits_for_one_more()
    {
        var first = _shared.JoinAsync();
        await ReadsAsync(1);
        var second = _shared.JoinAsync();
        _reads[0].SetResult(1);
        await ReadsAsync(2);
        var third = _shared.JoinAsync();
        _reads[1].SetResult(2);
        await ReadsAsync(3);
        _reads[2].SetResult(3);

        Assert.Equal((int[])[1, 2, 3], await Task.WhenAll(first, second, third));
    }

    [Fact]
    public async Task A_failed_read_fails_only_its_own_callers()
    {
        var first = _shared.JoinAsync();
        await ReadsAsync(1);
        var second = _shared.JoinAsync();
        _reads[0].SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await ReadsAsync(2);
        _reads[1].SetResult(2);

        Assert.Equal(2, await second);
    }

    private Task ReadsAsync(int count) => Until.TrueAsync(() =>
    {
        lock (_reads)
            return _reads.Count == count;
    });
}
