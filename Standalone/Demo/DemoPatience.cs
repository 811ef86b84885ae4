using System.Net;

namespace Reels.Standalone.Demo;

/// <summary>
/// Repeats a request that is answered with 429 or 503, after the time in <c>Retry-After</c>, or 1 s without one. All
/// requests of the demo are safe to repeat.
/// </summary>
internal sealed class DemoPatience(TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxAttempts = 20;
    private static readonly TimeSpan WithoutAdvice = TimeSpan.FromSeconds(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                || attempt == MaxAttempts)
            {
                return response;
            }
            var wait = response.Headers.RetryAfter?.Delta ?? WithoutAdvice;
            response.Dispose();
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
