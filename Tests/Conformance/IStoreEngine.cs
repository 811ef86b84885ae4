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

    /// <summary>Number of items in the tests of large lists and counts.</summary>
    int Many => 1_000;

    /// <summary>Number of items in the tests that read a list in small pages.</summary>
    int LongList => 500;

    /// <summary>Most calls that a test makes concurrently.</summary>
    int Concurrency => 32;

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
    /// Run <paramref name="write"/>, which calls a store once, and cut it off at one of its commands to the engine, as
    /// the death of its process does: that command fails before its effect or after it, and none follows. Return
    /// whether the write makes so many commands; otherwise it ran as usual.
    /// </summary>
    /// <param name="command">Counted from 0.</param>
    /// <param name="afterItsEffect">Whether the command takes effect before it fails.</param>
    /// <param name="write">Its failure is not thrown.</param>
    Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write)
    {
        Assert.Skip("Nothing cuts the commands to this engine.");
        return Task.FromResult(false);
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
