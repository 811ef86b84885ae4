using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class CelebrityStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected ICelebrityStore Store => Port<ICelebrityStore>();

    [Fact]
    public async Task A_mark_rises_and_never_falls()
    {
        var author = Some.User();
        Assert.Equal(CelebrityMark.None, await Store.GetAsync(author, default));

        await Store.RaiseAsync(author, CelebrityMark.Marked, default);
        await Store.RaiseAsync(author, CelebrityMark.Marked, default);
        Assert.Equal(CelebrityMark.Marked, await Store.GetAsync(author, default));

        await Store.RaiseAsync(author, CelebrityMark.Acknowledged, default);
        await Store.RaiseAsync(author, CelebrityMark.Marked, default);
        await Store.RaiseAsync(author, CelebrityMark.None, default);
        Assert.Equal(CelebrityMark.Acknowledged, await Store.GetAsync(author, default));
    }

    [Fact]
    public async Task The_highest_of_concurrent_marks_wins()
    {
        var author = Some.User();
        await Store.RaiseAsync(author, CelebrityMark.Marked, default);

        await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => Store.RaiseAsync(author, (CelebrityMark)(i % 3), default).AsTask()));

        Assert.Equal(CelebrityMark.Acknowledged, await Store.GetAsync(author, default));
    }

    [Fact]
    public async Task An_erased_author_is_not_acknowledged()
    {
        var (erased, unknown) = (Some.User(), Some.User());
        await Store.RaiseAsync(erased, CelebrityMark.Marked, default);
        await Store.EraseAsync(erased, default);

        await Store.RaiseAsync(erased, CelebrityMark.Acknowledged, default);
        await Store.RaiseAsync(unknown, CelebrityMark.Acknowledged, default);

        Assert.Equal(CelebrityMark.None, await Store.GetAsync(erased, default));
        Assert.Equal(CelebrityMark.None, await Store.GetAsync(unknown, default));
    }

    [Fact]
    public async Task Marked_and_acknowledged_authors_are_celebrities()
    {
        var (marked, acknowledged, not) = (Some.OddIds()[0], Some.User(), Some.User());
        await Store.RaiseAsync(marked, CelebrityMark.Marked, default);
        await AcknowledgeAsync(acknowledged);
        await Store.RaiseAsync(not, CelebrityMark.None, default);

        var celebrities = await Store.WhichAreCelebritiesAsync([marked, acknowledged, not, Some.User(), marked],
            default);

        Assert.Equal(new[] { marked, acknowledged }.Order(StringComparer.Ordinal),
            celebrities.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_call_looks_up_thousands_of_authors()
    {
        var authors = Some.Users(Engine.Many);
        await Paging.AllAsync(Engine, authors.Where((_, i) => i % 100 == 0),
            author => Store.RaiseAsync(author, CelebrityMark.Marked, default));

        Assert.Equal(Engine.Many / 100, (await Store.WhichAreCelebritiesAsync(authors, default)).Count);
    }

    [Fact]
    public async Task Erasing_an_author_removes_only_their_mark()
    {
        var (author, other) = (Some.User(), Some.User());
        await AcknowledgeAsync(author);
        await Store.RaiseAsync(other, CelebrityMark.Marked, default);

        await Store.EraseAsync(author, default);
        await Store.EraseAsync(author, default);

        Assert.Equal(CelebrityMark.None, await Store.GetAsync(author, default));
        Assert.Equal([other], await Store.WhichAreCelebritiesAsync([author, other], default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var author = Some.User();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.RaiseAsync(author, CelebrityMark.Marked, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.GetAsync(author, Some.Cancelled));

        Assert.Equal(CelebrityMark.None, await Store.GetAsync(author, default));
        await Store.RaiseAsync(author, CelebrityMark.Marked, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(author, Some.Cancelled));
        Assert.Equal(CelebrityMark.Marked, await Store.GetAsync(author, default));
    }

    private async Task AcknowledgeAsync(string author)
    {
        await Store.RaiseAsync(author, CelebrityMark.Marked, default);
        await Store.RaiseAsync(author, CelebrityMark.Acknowledged, default);
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (raised, erased) = (Some.User(), Some.User());
        await AcknowledgeAsync(erased);
        async Task<object?[]> SeeAsync(string author) =>
            [await Store.GetAsync(author, default), await Store.WhichAreCelebritiesAsync([author], default)];
        return
        [
            new("raise", () => Store.RaiseAsync(raised, CelebrityMark.Marked, default).AsTask(),
                () => SeeAsync(raised)),
            new("erase", () => Store.EraseAsync(erased, default).AsTask(), () => SeeAsync(erased)),
        ];
    }
}
