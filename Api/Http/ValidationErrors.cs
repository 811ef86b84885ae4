using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>Collects what is wrong with a request, by JSON name.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <param name="name">JSON name of the member.</param>
    /// <param name="message">What is wrong with it, as a sentence.</param>
    public void Add(string name, string message) =>
        _errors[name] = _errors.TryGetValue(name, out var messages) ? [.. messages, message] : [message];

    public Problem ToProblem() => KnownProblems.ValidationFailed with { Errors = _errors };
}
