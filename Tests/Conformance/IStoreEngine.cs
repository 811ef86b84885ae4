using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>
/// The engine under a suite: its ports, and what suites do to it. The fixture of an adapter implements this. Tests are
/// skipped, with the reason, where an engine can't be made to fail.
/// </summary>
public interface IStoreEngine
{
    /// <summary>The ports, registered as a silo registers them.</summary>
    IServiceProvider Ports { get; }

    /// <summary>
    /// Close the stores and open them again over the same data, as a restart does. <see cref="Ports"/> then gives the
    /// new ones.
    /// </summary>
    Task ReopenAsync();

    /// <summary>Return when lists that may lag contain all answered writes.</summary>
    Task SettledAsync() => Task.CompletedTask;

    /// <summary>
    /// Run <paramref name="write"/>, which calls a store once, while the engine refuses writes: as late in the write
    /// as possible. The engine accepts writes again afterwards.
    /// </summary>
    Task WhileWritesFailAsync(Func<Task> write)
    {
        Assert.Skip("Nothing makes the writes of this engine fail.");
        return Task.CompletedTask;
    }

    /// <summary>
    /// Run <paramref name="read"/> while the engine answers no reads. The engine answers reads again afterwards.
    /// </summary>
    Task WhileReadsFailAsync(Func<Task> read)
    {
        Assert.Skip("Nothing makes the reads of this engine fail.");
        return Task.CompletedTask;
    }
}
