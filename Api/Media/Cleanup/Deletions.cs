namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Deletes objects one by one, so that one that can't be deleted holds up no other, and says in the end which those
/// were.
/// </summary>
internal sealed class Deletions(IMediaStore store)
{
    private readonly Dictionary<string, Exception> _failed = [];

    /// <summary>The keys whose objects are still there, and why.</summary>
    public IReadOnlyDictionary<string, Exception> Failed => _failed;

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever it is, it is this object's alone.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _failed[key] = exception;
        }
    }

    /// <exception cref="AggregateException">Some object is still there.</exception>
    public void ThrowIfAnyFailed()
    {
        if (_failed.Count > 0)
            throw new AggregateException(_failed.Values);
    }
}
