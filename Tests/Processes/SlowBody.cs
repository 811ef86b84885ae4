using System.Collections.Immutable;
using System.Net;

namespace Reels.Tests.Processes;

/// <summary>A body whose first half is sent immediately, and whose second half on demand.</summary>
internal sealed class SlowBody(ImmutableArray<byte> bytes) : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public void Finish() => _finish.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var half = bytes.Length / 2;
        await stream.WriteAsync(bytes.AsMemory()[..half]);
        await stream.FlushAsync();
        _begun.SetResult();
        await _finish.Task;
        await stream.WriteAsync(bytes.AsMemory()[half..]);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
