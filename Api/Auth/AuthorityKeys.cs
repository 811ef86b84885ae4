using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>
/// The keys that the external authority signs with, as it publishes them: read when first needed, now and then, and
/// when a token names one that is not among them, so that a new key is taken at its first use. While the authority is
/// away the last ones serve.
/// </summary>
internal sealed partial class AuthorityKeys(
    IOptions<AuthOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<AuthorityKeys> logger) : IDisposable
{
    /// <summary>A withdrawn key serves at most this long after it.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Between readings for keys that are not known: whoever invents them must not make us bother the authority.
    /// </summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Between readings while none has gone well: requests are answered 503 meanwhile, with a second to wait.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>For each of the two documents.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a request waits for a reading; it goes on for those that come later.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(2);

    /// <summary>Between readings for probes of health, and how long one waits.</summary>
    private static readonly TimeSpan ProbeAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(500);

    private const long MaxDocumentBytes = 1_000_000;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = MaxAge })
    {
        MaxResponseContentBufferSize = MaxDocumentBytes,
        Timeout = ReadLimit
    };
    private readonly Lock _gate = new();
    private volatile OpenIdConnectConfiguration? _known;
    private volatile bool _answers;
    private Task? _reading;
    private long? _readAt;

    /// <summary>What tokens are checked against; null before anything was read.</summary>
    public OpenIdConnectConfiguration? Known => _known;

    /// <summary>Sees to it that the key is known where the authority publishes it.</summary>
    /// <param name="keyId">As a token names it; null where it names none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False where nothing is known, because the authority is away.</returns>
    public async ValueTask<bool> PrepareAsync(string? keyId, CancellationToken cancellationToken)
    {
        var known = _known;
        var reading = ReadWhereDueAsync(known is null ? FirstPause : Holds(known, keyId) ? MaxAge : LeastPause);
        if (known is null || !Holds(known, keyId))
            await Task.WhenAny(reading, Task.Delay(WaitLimit, cancellationToken));
        return _known is not null;
    }

    /// <summary>Whether the authority answered when it was last asked, which is at most a minute ago.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(ReadWhereDueAsync(_known is null ? FirstPause : ProbeAge),
            Task.Delay(ProbeLimit, cancellationToken));
        return _answers;
    }

    /// <summary>The published keys that may have signed: the one named, or any where none is.</summary>
    public IEnumerable<SecurityKey> Named(string? keyId) =>
        _known is { } known ? known.SigningKeys.Where(key => string.IsNullOrEmpty(keyId) || key.KeyId == keyId) : [];

    public void Dispose() => _http.Dispose();

    private static bool Holds(OpenIdConnectConfiguration known, string? keyId) =>
        string.IsNullOrEmpty(keyId) || known.SigningKeys.Any(key => key.KeyId == keyId);

    /// <summary>The reading under way, or a new one where the last is as old as that.</summary>
    private Task ReadWhereDueAsync(TimeSpan age)
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
            var documents = new HttpDocumentRetriever(
                _http)
            { RequireHttps = authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                authority + "/.well-known/openid-configuration", documents, CancellationToken.None);
            if (read.Issuer?.TrimEnd('/') != authority)
                throw new InvalidOperationException("It publishes another issuer than Auth:Authority.");
            (_known, _answers) = (read, true);
        }
#pragma warning disable CA1031 // Whatever it is, the authority could not be read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _answers = false;
            LogAway(exception.GetBaseException().Message,
                _known is null ? "requests with tokens are answered 503" : "those read last go on serving");
        }
    }

    [LoggerMessage(130, LogLevel.Warning, "The keys of Auth:Authority could not be read ({Reason}); {Consequence}")]
    private partial void LogAway(string reason, string consequence);
}
