using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Http;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>
/// The signing keys that the external authority publishes. They are read for the first token, again when they are 15
/// minutes old, and when a token names an unknown key, so that a new key works at its first use. While the authority is
/// unavailable, the keys read last are used.
/// </summary>
internal sealed partial class AuthorityKeys(
    IOptions<AuthOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<AuthorityKeys> logger) : IDisposable
{
    /// <summary>Age at which the keys are read again. A withdrawn key is accepted at most this long.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Shortest time between reads for unknown keys, so that tokens with invented keys cannot flood the authority.
    /// </summary>
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Shortest time between reads until the first one succeeds. Until then requests are answered 503 with
    /// <c>Retry-After: 1</c>.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Time limit of each of the two documents.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a request waits for a read, which continues for later requests.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(2);

    /// <summary>Age at which a health probe reads again, and how long a probe waits.</summary>
    private static readonly TimeSpan ProbeAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(500);

    private const long MaxDocumentBytes = 1_000_000;

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = MaxAge })
    {
        MaxResponseContentBufferSize = MaxDocumentBytes,
        Timeout = ReadLimit,
    };
    private readonly Lock _gate = new();
    private volatile OpenIdConnectConfiguration? _known;
    private volatile bool _answers;
    private Task? _reading;
    private long? _readAt;

    /// <summary>The authority's published configuration; null before the first successful read.</summary>
    public OpenIdConnectConfiguration? Known => _known;

    /// <summary>Reads the keys where the key of a token is unknown, or the keys are old.</summary>
    /// <param name="keyId">The key id of the token; null where it has none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where no keys are known, because the authority is unavailable.</returns>
    public async ValueTask<bool> PrepareAsync(string? keyId, CancellationToken cancellationToken)
    {
        var known = _known;
        var reading = ReadIfDueAsync(known is null ? FirstPause : HasKey(known, keyId) ? MaxAge : UnknownKeyPause);
        if (known is null || !HasKey(known, keyId))
            await Task.WhenAny(reading, Task.Delay(WaitLimit, cancellationToken));
        return _known is not null;
    }

    /// <summary>Whether the last read succeeded; it was at most a minute ago.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(ReadIfDueAsync(_known is null ? FirstPause : ProbeAge),
            Task.Delay(ProbeLimit, cancellationToken));
        return _answers;
    }

    /// <summary>The published keys with this id; all keys where the token has no key id.</summary>
    public IEnumerable<SecurityKey> Named(string? keyId) =>
        _known is { } known ? known.SigningKeys.Where(key => string.IsNullOrEmpty(keyId) || key.KeyId == keyId) : [];

    public void Dispose() => _http.Dispose();

    private static bool HasKey(OpenIdConnectConfiguration known, string? keyId) =>
        string.IsNullOrEmpty(keyId) || known.SigningKeys.Any(key => key.KeyId == keyId);

    /// <summary>The running read; a new one where the last is at least this old.</summary>
    private Task ReadIfDueAsync(TimeSpan age)
    {
        lock (_gate)
        {
            var due = _readAt is not { } readAt || clock.GetElapsedTime(readAt) >= age;
            if (_reading is { } last && (!last.IsCompleted || !due))
                return last;
            _readAt = clock.GetTimestamp();
            return _reading = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var authority = options.Value.Authority!.TrimEnd('/');
        try
        {
            var requireHttps = authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = requireHttps };
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                authority + "/.well-known/openid-configuration", documents, CancellationToken.None);
            if (read.Issuer?.TrimEnd('/') != authority)
                throw new InvalidOperationException("The authority publishes another issuer than Auth:Authority.");
            (_known, _answers) = (read, true);
        }
#pragma warning disable CA1031 // Any failure means that the authority could not be read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _answers = false;
            LogUnavailable(exception.GetBaseException().Message,
                _known is null ? "requests with tokens are answered 503" : "the keys read last are used");
        }
    }

    [LoggerMessage(130, LogLevel.Warning, "The keys of Auth:Authority could not be read ({Reason}); {Consequence}")]
    private partial void LogUnavailable(string reason, string consequence);
}

/// <summary>Whether the external authority answers, if there is one.</summary>
internal sealed class AuthorityHealth(AuthorityKeys keys, IOptions<AuthOptions> options) : IStoreHealth
{
    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken) =>
        options.Value.IsExternal
        ? ImmutableSortedDictionary<string, bool>.Empty.Add(Engines.Authority,
            await keys.AnswersAsync(cancellationToken))
        : ImmutableSortedDictionary<string, bool>.Empty;
}
