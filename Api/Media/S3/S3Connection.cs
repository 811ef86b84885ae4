using Amazon.Runtime;
using Amazon.S3;

namespace Reels.Api.Media.S3;

/// <summary>Makes the client of the SDK from the settings.</summary>
internal static class S3Connection
{
    /// <summary>Connects when it is used first. An endpoint that is unavailable doesn't stop the start.</summary>
    public static AmazonS3Client Open(S3Options options) => new(
        new BasicAWSCredentials(options.AccessKey, options.ReadSecretKey()),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            // A call has one limit, however often it is made. Callers repeat what can be repeated.
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            // Not every endpoint knows the newer checksums. Signatures cover what is sent.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new Connections(options.CallLimit),
        });

    /// <summary>Without a limit of its own: the callers limit how many calls and transfers are under way.</summary>
    private sealed class Connections(TimeSpan connectLimit) : HttpClientFactory
    {
        private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            // Connections end after a while, so that a changed address of the endpoint is found.
            var handler = new SocketsHttpHandler
            {
                ConnectTimeout = connectLimit,
                PooledConnectionLifetime = Life,
                AllowAutoRedirect = false,
                UseCookies = false,
            };
            return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }
}
