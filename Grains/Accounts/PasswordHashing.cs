using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Reels.Grains.Accounts;

/// <summary>
/// Hashes passwords, a few concurrently, and not on the threads that grains run on: a hash takes tens of milliseconds
/// of a core.
/// </summary>
internal sealed class PasswordHashing
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly TaskFactory _limited;
    private readonly Lazy<string> _decoy;

    public PasswordHashing(IOptions<PasswordHashingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _hasher = new PasswordHasher<Account>(
            Options.Create(new PasswordHasherOptions { IterationCount = options.Value.HashingIterations }));
        _limited = new TaskFactory(
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default,
                options.Value.HashingConcurrency).ConcurrentScheduler);
        _decoy = new Lazy<string>(() => _hasher.HashPassword(Account.Unnamed, "nobody's password"));
    }

    /// <summary>The hash to store for a password.</summary>
    /// <param name="password">NFKC.</param>
    /// <param name="cancellationToken">Removes the work from the queue; once begun it runs to its end.</param>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        _limited.StartNew(() => _hasher.HashPassword(Account.Unnamed, password), cancellationToken);

    /// <summary>
    /// Whether the password is the one behind the hash. A null hash, for an account that doesn't exist, is never right,
    /// and takes the same time.
    /// </summary>
    /// <param name="password">NFKC.</param>
    /// <param name="cancellationToken">Removes the work from the queue; once begun it runs to its end.</param>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        _limited.StartNew(
        () => _hasher.VerifyHashedPassword(Account.Unnamed, hash ?? _decoy.Value,
            password) != PasswordVerificationResult.Failed && hash is not null,
        cancellationToken);

    /// <summary>The library's hasher takes a user, and makes no use of it.</summary>
    private sealed class Account
    {
        public static readonly Account Unnamed = new();
    }
}

/// <summary>Limits of password hashing; section <c>Auth</c>.</summary>
public sealed class PasswordHashingOptions
{
    public const string Section = "Auth";

    /// <summary>
    /// Passwords that this process hashes concurrently; others wait. By default half the cores, at least 1, so that a
    /// burst of sign-ins leaves the other half to feeds.
    /// </summary>
    [Range(1, 1024)]
    [DefaultValue("half the cores")]
    public int HashingConcurrency { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Rounds of PBKDF2 (HMAC-SHA-512) per hash. 100,000 is the hashing library's default: about 50 ms of one core. A
    /// hash keeps its own number, so older ones still verify.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int HashingIterations { get; set; } = 100_000;
}
