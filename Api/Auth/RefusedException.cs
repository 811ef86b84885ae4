using Reels.Api.Problems;

namespace Reels.Api.Auth;

#pragma warning disable CA1032, CA1064 // How the handler of tokens, and of uploads that are long under way, is told what to answer.
/// <summary>Why a token was not taken, or is no longer, where that is not the token's fault.</summary>
internal sealed class RefusedException(Problem problem) : Exception
{
    public Problem Problem { get; } = problem;
}
#pragma warning restore CA1032, CA1064
