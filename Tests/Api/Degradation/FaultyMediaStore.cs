using Reels.Api.Media;

namespace Reels.Tests.Api.Degradation;

/// <summary>A media store that runs a step before each call.</summary>
internal sealed class FaultyMediaStore(IMediaStore store, Func<CancellationToken, Task> before) : IMediaStore
{
    public string Engine => store.Engine;

    public bool ExpiresRequests => store.ExpiresRequests;

    public async Task CheckHealthAsync(CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        await store.CheckHealthAsync(cancellationToken);
    }

    public async Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        return await store.BeginAsync(cancellationToken);
    }

    public async Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        return await store.FindAsync(key, cancellationToken);
    }

    public async Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        return await store.OpenAsync(key, offset, length, cancellationToken);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
    }

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        return await store.PutIfAbsentAsync(key, content, cancellationToken);
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        return await store.ReadAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<MediaObject> List(string folder, string? startAfter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        await foreach (var item in store.List(folder, startAfter, cancellationToken))
            yield return item;
    }
}
