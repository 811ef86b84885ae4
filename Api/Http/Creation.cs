using Microsoft.AspNetCore.Http.HttpResults;

namespace Reels.Api.Http;

/// <summary>The 201 of what was made, now or by an earlier request with the same key.</summary>
internal static class Creation
{
    /// <param name="response">Gets <c>Idempotency-Replayed</c> where the thing was there already.</param>
    /// <param name="location">Where the thing is read; null where it has no address of its own.</param>
    public static Created<T> Created<T>(this HttpResponse response, string? location, T thing, bool replayed)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (replayed)
            response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        return TypedResults.Created(location, thing);
    }
}
