using Reels.Api.Problems;

namespace Reels.Api.Http;

/// <summary>A handler's parameter that was read from the request, or the problem that was met in reading it.</summary>
internal interface IBound
{
    /// <summary>Set where the request is refused; the handler is then never called.</summary>
    Problem? Problem { get; }
}

/// <summary>Answers the problem of a parameter instead of calling the handler.</summary>
internal static class BoundFilter
{
    public static TBuilder RefuseBadInput<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory((context, next) =>
            context.MethodInfo.GetParameters().Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(IBound)))
                ? invocation => Refusal(invocation) is { } problem ? ValueTask.FromResult<object?>(problem)
                : next(invocation)
                : next);

    /// <summary>
    /// The first problem met; a body that isn't taken at all (413, 415) goes before what is wrong with a request (400).
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
