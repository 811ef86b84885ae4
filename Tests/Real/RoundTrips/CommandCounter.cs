using System.Collections.Concurrent;
using Reels.Hosting.Resilience;

namespace Reels.Tests.Real.RoundTrips;

/// <summary>Counts the commands that one engine gets because of marked requests.</summary>
internal sealed class CommandCounter : ICommandProbe
{
    /// <summary>Key of the mark in the context that grain calls pass on.</summary>
    public const string Mark = "counted";

    private readonly ConcurrentQueue<(string Mark, string Command)> _commands = new();

    public string[] Of(string mark) => [.. _commands.Where(each => each.Mark == mark).Select(each => each.Command)];

    public Task BeforeAsync(string name)
    {
        if (RequestContext.Get(Mark) is string mark)
            _commands.Enqueue((mark, name));
        return Task.CompletedTask;
    }

    public Task AfterAsync(string name) => Task.CompletedTask;
}
