using System.Threading.RateLimiting;
using Amazon.S3.Model;

namespace Reels.Api.Media.S3;

/// <summary>
/// The bytes of an answer as they arrive. Fails where none has arrived for a while, so that a hanging endpoint doesn't
/// hold readers for ever.
/// </summary>
internal sealed class S3Download(GetObjectResponse answer, RateLimitLease place, TimeSpan stallLimit) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The connection broke, or no byte has arrived for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(stallLimit);
        try
        {
            return await answer.ResponseStream.ReadAsync(buffer, stalled.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The endpoint sent nothing for {stallLimit.TotalSeconds} s.", exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The rest of the bytes is not read: the connection ends with the answer.
            answer.Dispose();
            place.Dispose();
        }

        base.Dispose(disposing);
    }
}
