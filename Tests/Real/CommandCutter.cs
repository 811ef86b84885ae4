using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;

namespace Reels.Tests.Real;

/// <summary>
/// Counts, fails or holds the commands to an engine that one call of a store makes. Calls of others that are under way
/// are left alone, since suites run next to background work.
/// </summary>
internal sealed class CommandCutter(string engine) : ICommandProbe
{
    private readonly string _engine = engine;
    private readonly AsyncLocal<Fault?> _fault = new();

    /// <summary>Refuse all reads of the call.</summary>
    public Task FailReadsAsync(Func<Task> read) => RunAsync(new Refusal(this, isWrite: false), read);

    /// <summary>Fail the first write of the call after its effect, so that no other follows.</summary>
    public Task FailWritesAsync(Func<Task> write) => RunAsync(new LostAnswer(this), write);

    /// <summary>Refuse all writes of the call.</summary>
    public Task RefuseWritesAsync(Func<Task> write) => RunAsync(new Refusal(this, isWrite: true), write);

    /// <summary>Return how many commands the call makes.</summary>
    public async Task<int> CountAsync(Func<Task> call)
    {
        var count = new Fault(this);
        await RunAsync(count, call);
        return count.Begun;
    }

    /// <inheritdoc cref="Conformance.IStoreEngine.CutAsync"/>
    public async Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write)
    {
        var cut = new Cut(this, command, afterItsEffect);
        try
        {
            await RunAsync(cut, write);
        }
        catch (StoreUnavailableException) when (cut.IsReached)
        {
            // As the death of a process: whoever waits learns no more.
        }

        return cut.IsReached;
    }

    /// <summary>
    /// Start <paramref name="call"/>, hold it before this command, do <paramref name="meanwhile"/>, and let it go on.
    /// </summary>
    public async Task HoldAsync(int command, Func<Task> call, Func<Task> meanwhile)
    {
        var hold = new Hold(this, command);
        var calling = RunAsync(hold, call);
        await hold.Reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await meanwhile();
        hold.Released.SetResult();
        await calling;
    }

    public Task BeforeAsync(string name) => _fault.Value?.BeforeAsync(name) ?? Task.CompletedTask;

    public Task AfterAsync(string name)
    {
        _fault.Value?.After(name);
        return Task.CompletedTask;
    }

    private async Task RunAsync(Fault fault, Func<Task> call)
    {
        _fault.Value = fault;
        await call();
    }

    private static bool IsWrite(string name) => name.StartsWith("write ", StringComparison.Ordinal);

    /// <summary>Counts.</summary>
    private class Fault(CommandCutter cutter)
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        public Task BeforeAsync(string name) => BeforeAsync(name, Interlocked.Increment(ref _begun) - 1);

        public virtual void After(string name)
        {
        }

        /// <param name="name">Of the command.</param>
        /// <param name="number">Counted from 0.</param>
        protected virtual Task BeforeAsync(string name, int number) => Task.CompletedTask;

        protected StoreUnavailableException Failure(bool outcomeUnknown) => new(cutter._engine, outcomeUnknown);
    }

    private sealed class Refusal(CommandCutter cutter, bool isWrite) : Fault(cutter)
    {
        protected override Task BeforeAsync(string name, int number) => IsWrite(name) == isWrite
            ? throw Failure(outcomeUnknown: false)
            : Task.CompletedTask;
    }

    private sealed class LostAnswer(CommandCutter cutter) : Fault(cutter)
    {
        public override void After(string name)
        {
            if (IsWrite(name))
                throw Failure(outcomeUnknown: true);
        }
    }

    private sealed class Cut(CommandCutter cutter, int command, bool afterItsEffect) : Fault(cutter)
    {
        public bool IsReached => Begun > command;

        public override void After(string name)
        {
            if (IsReached)
                throw Failure(IsWrite(name));
        }

        protected override Task BeforeAsync(string name, int number) =>
            number > command || (number == command && !afterItsEffect)
                ? throw Failure(IsWrite(name))
                : Task.CompletedTask;
    }

    private sealed class Hold(CommandCutter cutter, int command) : Fault(cutter)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task BeforeAsync(string name, int number)
        {
            if (number != command)
                return Task.CompletedTask;
            Reached.SetResult();
            return Released.Task;
        }
    }
}
