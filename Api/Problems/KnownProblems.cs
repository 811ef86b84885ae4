using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Reels.Api.Problems;

/// <summary>Every code that the API answers with. The names are fixed; titles and details may be reworded.</summary>
internal static class KnownProblems
{
    public static readonly Problem ValidationFailed = new(Status400BadRequest, "validation_failed",
        "The request is not valid",
        "Something in the request is missing, malformed or out of range; errors says what.");
    public static readonly Problem InvalidCursor = new(Status400BadRequest, "invalid_cursor", "Invalid cursor",
        "This cursor is not one of this list. Begin again without one.");
    public static readonly Problem InvalidMedia = new(Status400BadRequest, "invalid_media", "Invalid media",
        "A media URL must be that of one of your own uploads of the right kind.");
    public static readonly Problem CannotFollowSelf = new(Status400BadRequest, "cannot_follow_self",
        "Cannot follow yourself", "Nobody follows themselves; your own reels are in your feed anyway.");

    public static readonly Problem Unauthenticated = new(Status401Unauthorized, "unauthenticated", "Sign-in needed",
        "This needs an access token: Authorization: Bearer.");
    public static readonly Problem InvalidToken = new(Status401Unauthorized, "invalid_token", "Invalid token",
        "The access token is malformed, expired or not ours. Refresh once and repeat.");
    public static readonly Problem InvalidCredentials = new(Status401Unauthorized, "invalid_credentials",
        "Wrong username or password", "The username and password do not belong together.");
    public static readonly Problem SessionEnded = new(Status401Unauthorized, "session_ended", "Signed out",
        "This sign-in has ended. Sign in again.");

    public static readonly Problem NotYours = new(Status403Forbidden, "not_yours", "Not yours",
        "You may see this but not change it.");
    public static readonly Problem ProfileRequired = new(Status403Forbidden, "profile_required", "Profile needed",
        "Make a profile first: POST /api/users with a username.");

    public static readonly Problem NotFound = new(Status404NotFound, "not_found", "Not found",
        "There is nothing at this address.");
    public static readonly Problem UserNotFound = new(Status404NotFound, "user_not_found", "User not found",
        "There is no such user.");
    public static readonly Problem ReelNotFound = new(Status404NotFound, "reel_not_found", "Reel not found",
        "There is no such reel.");
    public static readonly Problem CommentNotFound = new(Status404NotFound, "comment_not_found", "Comment not found",
        "There is no such comment on this reel.");
    public static readonly Problem StoryNotFound = new(Status404NotFound, "story_not_found", "Story not found",
        "There is no such story, or it has expired.");
    public static readonly Problem MediaNotFound = new(Status404NotFound, "media_not_found", "Media not found",
        "There are no such bytes, or they were deleted or have expired.");

    public static readonly Problem MethodNotAllowed = new(Status405MethodNotAllowed, "method_not_allowed",
        "Method not allowed", "This address does not take this method; Allow says which it takes.");
    public static readonly Problem RequestTimeout = new(Status408RequestTimeout, "request_timeout", "Request timeout",
        "The body came too slowly. Send it again.");
    public static readonly Problem BodyTooLarge = new(Status413PayloadTooLarge, "body_too_large", "Body too large",
        "The body is larger than what is accepted here.");
    public static readonly Problem MediaTooLarge = new(Status413PayloadTooLarge, "media_too_large", "Media too large",
        "The file is larger than its kind may be.");
    public static readonly Problem UnsupportedMediaType = new(Status415UnsupportedMediaType, "unsupported_media_type",
        "Unsupported media type", "This content type is not accepted here.");
    public static readonly Problem RangeNotSatisfiable = new(Status416RangeNotSatisfiable, "range_not_satisfiable",
        "Range not satisfiable", "The range asked for lies outside the file.");

    public static readonly Problem UsernameTaken = new(Status409Conflict, "username_taken", "Username taken",
        "Somebody else has this username.");
    public static readonly Problem TooManyFollows = new(Status409Conflict, "too_many_follows", "Too many follows",
        "You follow as many people as one may. Unfollow somebody first.");
    public static readonly Problem IdempotencyKeyReused = new(Status422UnprocessableEntity, "idempotency_key_reused",
        "Idempotency-Key reused", "This key was sent before with another request.");

    public static readonly Problem RateLimited = new(Status429TooManyRequests, "rate_limited", "Too many requests",
        "Slow down; Retry-After says for how long.")
    { RetryAfterSeconds = 1 };
    public static readonly Problem InternalError = new(Status500InternalServerError, "internal_error", "Internal error",
        "Something went wrong on our side. The traceId tells us where.");
    public static readonly Problem StoreUnavailable = new(Status503ServiceUnavailable, "store_unavailable",
        "Store unavailable",
        "A store that this needs is away. The same request may be sent again.")
    { RetryAfterSeconds = 1 };

    /// <summary>A validation failure about one member.</summary>
    /// <param name="name">Its JSON name, <c>$</c> for the body as a whole.</param>
    /// <param name="message">What is wrong with it, as a sentence.</param>
    public static Problem Invalid(string name, string message) =>
        ValidationFailed with { Errors = new Dictionary<string, string[]> { [name] = [message] } };
}
