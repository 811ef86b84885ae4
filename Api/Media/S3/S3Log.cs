namespace Reels.Api.Media.S3;

internal static partial class S3Log
{
    [LoggerMessage(410, LogLevel.Warning,
        "The bucket {Bucket} could not be prepared ({Reason}); media are unavailable, and the next attempt follows in "
        + "{Seconds} s")]
    public static partial void NotPrepared(this ILogger logger, string bucket, string reason, double seconds);

    [LoggerMessage(411, LogLevel.Information, "The bucket {Bucket} is prepared; media are served from now on")]
    public static partial void Prepared(this ILogger logger, string bucket);

    [LoggerMessage(412, LogLevel.Warning,
        "The bucket {Bucket} took no lifecycle rules ({Reason}); records of requests are deleted by the sweep alone")]
    public static partial void NoLifecycle(this ILogger logger, string bucket, string reason);

    [LoggerMessage(413, LogLevel.Error,
        "Anybody may read the bucket {Bucket}, also stories and records of requests; make it private, and let a CDN "
        + "read reels/ and avatars/ alone")]
    public static partial void IsPublic(this ILogger logger, string bucket);

    [LoggerMessage(414, LogLevel.Error,
        "The bucket {Bucket} keeps versions of objects, so deleted media stay in it; suspend versioning, and delete "
        + "the old versions")]
    public static partial void KeepsVersions(this ILogger logger, string bucket);
}
