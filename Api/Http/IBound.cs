using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>A parameter of a handler: the value that the request has, or the problem with it.</summary>
internal interface IBound
{
    /// <summary>Set where the request is refused. The handler is then not called.</summary>
    Problem? Problem { get; }
}

internal static class BoundFilter
{
    /// <summary>Answers the problem of a parameter instead of calling the handler.</summary>
    public static TBuilder RefuseBadInput<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory((context, next) =>
            context.MethodInfo.GetParameters().Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(IBound)))
                ? invocation => Refusal(invocation) is { } problem ? ValueTask.FromResult<object?>(problem)
                : next(invocation)
                : next);

    /// <summary>
    /// The first problem. A body that is not accepted at all (413, 415) precedes an invalid request (400).
    /// </summary>
    private static Problem? Refusal(EndpointFilterInvocationContext invocation)
    {
        Problem? first = null;
        foreach (var argument in invocation.Arguments)
        {
            if (argument is not IBound { Problem: { } problem })
                continue;
            if (problem.Status != StatusCodes.Status400BadRequest)
                return problem;
            first ??= problem;
        }

        return first;
    }
}
