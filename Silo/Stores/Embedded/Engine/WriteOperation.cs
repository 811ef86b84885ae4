namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>A write in the writer's queue. Its caller is answered only when its transaction is over.</summary>
internal abstract class WriteOperation
{
    private const int Queued = 0;
    private const int Taken = 1;
    private int _state;

    /// <summary>Claims the write: true once, for the writer or for the cancellation, whichever is first.</summary>
    protected bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    /// <summary>Takes the write from the queue; false if its caller has cancelled meanwhile.</summary>
    public abstract bool TryStart();

    public abstract void Run(SqliteSession session);

    /// <summary>Records that the write itself failed and was undone.</summary>
    public abstract void Reject(Exception failure);

    /// <summary>Answers the caller with the result, or with the failure of the write itself.</summary>
    public abstract void Answer();

    /// <summary>Answers the caller that the transaction failed.</summary>
    public abstract void Fail(Exception failure);
}

internal sealed class WriteOperation<T>(Func<SqliteSession, T> work,
    CancellationToken cancellationToken) : WriteOperation
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private T? _result;
    private Exception? _rejection;

    public Task<T> Task => _answer.Task;

    /// <summary>Lets a cancellation take the write out of the queue, unless the writer takes it first.</summary>
    public void Watch() => _registration = cancellationToken.UnsafeRegister(
        static operation =>
        {
            var queued = (WriteOperation<T>)operation!;
            if (queued.TryTake())
                queued.Cancel();
        },
        this);

    public override bool TryStart() => TryTake();

    public override void Run(SqliteSession session) => _result = work(session);

    public override void Reject(Exception failure) => _rejection = failure;

    public override void Answer()
    {
        _registration.Unregister();
        if (_rejection is null)
        {
            _answer.SetResult(_result!);
        }
        else
        {
            _answer.SetException(_rejection);
        }
    }

    public override void Fail(Exception failure)
    {
        _registration.Unregister();
        _answer.SetException(failure);
    }

    private void Cancel() => _answer.SetCanceled(cancellationToken);
}
