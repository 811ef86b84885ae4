using System.Security.Authentication;
using Reels.Grains.Interfaces;

namespace Reels.Hosting.Resilience;

/// <summary>Finds a failed TLS handshake among the causes of a driver's failure.</summary>
public static class TlsFailure
{
    /// <returns>What the system says about the handshake, such as an untrusted certificate; null where a failure has
    /// another cause.</returns>
    public static string? Find(Exception failure) =>
        CausesOf(failure).OfType<AuthenticationException>().FirstOrDefault()?.GetBaseException().Message;

    /// <summary>An exception and all that it contains.</summary>
    public static IEnumerable<Exception> CausesOf(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        IEnumerable<Exception> inner = failure switch
        {
            AggregateException several => several.InnerExceptions,
            StoreUnavailableException { Cause: { } cause } => [cause],
            { InnerException: { } cause } => [cause],
            _ => [],
        };
        return [failure, .. inner.SelectMany(CausesOf)];
    }
}
