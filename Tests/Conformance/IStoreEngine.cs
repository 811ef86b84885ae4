using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>
/// What suites do to the engines under a store. An adapter's fixture is one; where an engine can't be made to fail,
/// those tests are skipped and say so.
/// </summary>
public interface IStoreEngine
{
    /// <summary>
    /// Closes the stores and opens them over the same data, as a restart does. From then on the fixture gives the new
    /// ones.
    /// </summary>
    Task ReopenAsync();

    /// <summary>Returns once lists that may lag behind what was answered hold it.</summary>
    Task SettledAsync() => Task.CompletedTask;

    /// <summary>
    /// Runs <paramref name="write"/>, which calls a store once, while the engine takes no write; as late in it as can
    /// be arranged. Writes are taken again afterwards.
    /// </summary>
    Task WhileWritesFailAsync(Func<Task> write)
    {
        Assert.Skip("Nothing makes the writes of this engine fail.");
        return Task.CompletedTask;
    }

    /// <summary>
    /// Runs <paramref name="read"/> while the engine answers no read. Reads are answered again afterwards.
    /// </summary>
    Task WhileReadsFailAsync(Func<Task> read)
    {
        Assert.Skip("Nothing makes the reads of this engine fail.");
        return Task.CompletedTask;
    }
}
