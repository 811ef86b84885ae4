using System.Reflection;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Reels.Api.Problems;

/// <summary>
/// Every problem that the API answers. Codes are part of the contract; titles and details are not.
/// </summary>
internal static class KnownProblems
{
    public static readonly Problem ValidationFailed = new(Status400BadRequest, "validation_failed",
        "Invalid request",
        "A value in the request is missing, malformed or out of range. See errors for each field.");
    public static readonly Problem InvalidCursor = new(Status400BadRequest, "invalid_cursor", "Invalid cursor",
        "The cursor does not belong to this list. Start again without a cursor.");
    public static readonly Problem InvalidMedia = new(Status400BadRequest, "invalid_media", "Invalid media",
        "mediaUrl, coverUrl and avatar must be URLs of your own uploads of the right kind.");
    public static readonly Problem CannotFollowSelf = new(Status400BadRequest, "cannot_follow_self",
        "Cannot follow yourself", "You cannot follow yourself. Your feed already contains your own reels.");

    public static readonly Problem Unauthenticated = new(Status401Unauthorized, "unauthenticated", "Sign-in required",
        "Send an access token in the header Authorization: Bearer.");
    public static readonly Problem InvalidToken = new(Status401Unauthorized, "invalid_token", "Invalid token",
        "The access token is malformed, expired or of another issuer. Refresh it once and repeat the request.");
    public static readonly Problem InvalidCredentials = new(Status401Unauthorized, "invalid_credentials",
        "Wrong username or password", "The username is unknown or the password is wrong.");
    public static readonly Problem SessionEnded = new(Status401Unauthorized, "session_ended", "Signed out",
        "This session has ended. Sign in again.");

    public static readonly Problem NotYours = new(Status403Forbidden, "not_yours", "Not yours",
        "You may read this, but you may not change it.");
    public static readonly Problem ProfileRequired = new(Status403Forbidden, "profile_required", "Profile required",
        "Create your profile first: POST /api/users with a username.");

    public static readonly Problem NotFound = new(Status404NotFound, "not_found", "Not found",
        "This address does not exist.");
    public static readonly Problem UserNotFound = new(Status404NotFound, "user_not_found", "User not found",
        "This user does not exist, or you may not see them.");
    public static readonly Problem ReelNotFound = new(Status404NotFound, "reel_not_found", "Reel not found",
        "This reel does not exist, or you may not see it.");
    public static readonly Problem CommentNotFound = new(Status404NotFound, "comment_not_found", "Comment not found",
        "This comment does not exist, or you may not see it.");
    public static readonly Problem StoryNotFound = new(Status404NotFound, "story_not_found", "Story not found",
        "This story does not exist, or it has expired.");
    public static readonly Problem MediaNotFound = new(Status404NotFound, "media_not_found", "Media not found",
        "This file does not exist, was deleted or has expired.");

    public static readonly Problem MethodNotAllowed = new(Status405MethodNotAllowed, "method_not_allowed",
        "Method not allowed",
        "This address does not support this method. The Allow header lists the methods that it supports.");
    public static readonly Problem RequestTimeout = new(Status408RequestTimeout, "request_timeout", "Request timeout",
        "The request body arrived too slowly. Send the request again.");
    public static readonly Problem BodyTooLarge = new(Status413PayloadTooLarge, "body_too_large", "Body too large",
        "The request body is larger than the limit of this endpoint.");
    public static readonly Problem MediaTooLarge = new(Status413PayloadTooLarge, "media_too_large", "Media too large",
        "The file is larger than the limit of its kind. GET /api/limits returns the limits.");
    public static readonly Problem UnsupportedMediaType = new(Status415UnsupportedMediaType, "unsupported_media_type",
        "Unsupported media type", "This endpoint does not accept this content type.");
    public static readonly Problem RangeNotSatisfiable = new(Status416RangeNotSatisfiable, "range_not_satisfiable",
        "Range not satisfiable", "The requested range is outside the file.");

    public static readonly Problem UsernameTaken = new(Status409Conflict, "username_taken", "Username taken",
        "Another user has this username. Choose another one.");
    public static readonly Problem TooManyFollows = new(Status409Conflict, "too_many_follows", "Too many follows",
        "You follow as many users as this server allows. Unfollow a user first.");
    public static readonly Problem IdempotencyKeyReused = new(Status422UnprocessableEntity, "idempotency_key_reused",
        "Idempotency-Key reused",
        "This Idempotency-Key was sent before with a different request. Use a new key.");

    public static readonly Problem RateLimited = new(Status429TooManyRequests, "rate_limited", "Too many requests",
        "You have sent too many requests. Retry after the seconds in Retry-After.")
    { RetryAfterSeconds = 1 };
    public static readonly Problem InternalError = new(Status500InternalServerError, "internal_error", "Internal error",
        "The server failed unexpectedly. Report the traceId to its operators.");
    public static readonly Problem StoreUnavailable = new(Status503ServiceUnavailable, "store_unavailable",
        "Store unavailable",
        "A store that this request needs is unavailable. Send the same request again after the seconds in Retry-After.")
    { RetryAfterSeconds = 1 };
    public static readonly Problem ClusterUnavailable = new(Status503ServiceUnavailable, "cluster_unavailable",
        "Cluster unavailable",
        "No server of the cluster answers. Send the same request again after the seconds in Retry-After.")
    { RetryAfterSeconds = 2 };

    /// <summary>The codes of all problems above.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. from field in typeof(KnownProblems).GetFields(BindingFlags.Public | BindingFlags.Static)
           select ((Problem)field.GetValue(null)!).Code,
    ];

    /// <summary>The problem with media URLs that a request may not use.</summary>
    /// <param name="names">JSON names of the members with the URLs.</param>
    public static Problem InvalidMediaIn(params ReadOnlySpan<string> names)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var name in names)
            errors[name] = ["This must be the URL of an upload of yours, of the right kind, that is not deleted."];
        return InvalidMedia with { Errors = errors };
    }

    /// <summary>A validation failure about one member.</summary>
    /// <param name="name">Its JSON name, <c>$</c> for the body as a whole.</param>
    /// <param name="message">What is wrong with it, as a sentence.</param>
    public static Problem Invalid(string name, string message) =>
        ValidationFailed with { Errors = new Dictionary<string, string[]> { [name] = [message] } };
}
