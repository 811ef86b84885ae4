using System.Collections.Concurrent;
using System.Reflection;

namespace Reels.Tests.Cluster;

/// <summary>
/// Intercepts the calls of a store: counts them, and lets a test delay or fail them before or after their effect. Calls
/// are named as <c>ILikeStore.ApplyAsync</c>.
/// </summary>
internal sealed class StoreProbe
{
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>
    /// Runs before each call's effect; may wait, or throw. Gets the call's name and its cancellation token.
    /// </summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>Answers a call of this name without its effect; where it returns null, the store answers.</summary>
    public Func<string, object?>? Instead { get; set; }

    /// <summary>Runs after each call's effect, before its answer.</summary>
    public Func<string, Task>? After { get; set; }

    /// <summary>
    /// Whether a call takes effect even if its caller has given it up, as one that was sent to an engine does.
    /// </summary>
    public bool HidesTokens { get; init; }

    /// <summary>The calls so far.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    public int CallsOf(string name) => _calls.Count(call => call == name);

    public void ForgetCalls() => _calls.Clear();

    /// <summary>Put this probe in front of the store.</summary>
    public TStore Wrap<TStore>(TStore store)
        where TStore : class =>
        (TStore)Wrap(typeof(TStore), store);

    /// <summary>Put this probe in front of the store, with a name of its own for its calls.</summary>
    public TStore Wrap<TStore>(TStore store, string name)
        where TStore : class =>
        (TStore)Wrap(typeof(TStore), store, name);

    /// <inheritdoc cref="Wrap{TStore}(TStore)"/>
    public object Wrap(Type port, object store) => Wrap(port, store, port.Name);

    private object Wrap(Type port, object store, string name)
    {
        var wrapped = DispatchProxy.Create(port, typeof(Proxy));
        var proxy = (Proxy)wrapped;
        (proxy.Probe, proxy.Store, proxy.Name) = (this, store, name);
        return wrapped;
    }

    private async Task<T> CallAsync<T>(string name, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        _calls.Enqueue(name);
        if (Before is { } before)
            await before(name, cancellationToken);
        var answer = Instead?.Invoke(name) is T given ? given : await call();
        if (After is { } after)
            await after(name);
        return answer;
    }

#pragma warning disable CA1852 // The runtime derives from it.
    internal class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        private static readonly MethodInfo CallGeneric = typeof(Proxy).GetMethod(nameof(AnswerAsync),
            BindingFlags.NonPublic | BindingFlags.Instance)!;

        public StoreProbe Probe { get; set; } = null!;

        public object Store { get; set; } = null!;

        public string Name { get; set; } = "";

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var type = targetMethod!.ReturnType;
            // A property is no call of the engine.
            if (targetMethod.IsSpecialName)
                return targetMethod.Invoke(Store, args);
            return type == typeof(ValueTask)
                ? new ValueTask(CallAsync(targetMethod, args!, async () => await (ValueTask)Run(targetMethod, args!)))
                : CallGeneric.MakeGenericMethod(type.GetGenericArguments()).Invoke(this, [targetMethod, args]);
        }

        private ValueTask<T> AnswerAsync<T>(MethodInfo method, object?[] args) =>
            new(CallAsync(method, args, async () => await (ValueTask<T>)Run(method, args)));

        private Task<bool> CallAsync(MethodInfo method, object?[] args, Func<Task> ran) => CallAsync(
            method,
            args,
            async () =>
            {
                await ran();
                return true;
            });

        private Task<T> CallAsync<T>(MethodInfo method, object?[] args, Func<Task<T>> ran) =>
            Probe.CallAsync($"{Name}.{method.Name}", ran, args.OfType<CancellationToken>().SingleOrDefault());

        private object Run(MethodInfo method, object?[] args)
        {
            object?[] given = Probe.HidesTokens
                ? [.. args.Select(arg => arg is CancellationToken ? CancellationToken.None : arg)]
                : args;
            return method.Invoke(Store, BindingFlags.DoNotWrapExceptions, null, given, null)!;
        }
    }
}
