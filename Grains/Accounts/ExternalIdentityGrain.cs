using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// The user of one external sign-in. It keeps nothing, so that a second activation can't answer from before a deletion;
/// API nodes cache its answers.
/// </summary>
[GrainType("external-identity")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing between calls; 1 minute is the collector's own step.
internal sealed partial class ExternalIdentityGrain(
    IExternalIdentityStore identities,
    IProfileStore profiles,
    [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<ExternalIdentityGrain> logger) : Grain, IExternalIdentityGrain
{
    public async Task<string?> Find(CancellationToken cancellationToken = default)
    {
        var userId = await identities.FindUserAsync(this.GetPrimaryKeyString(), cancellationToken);
        if (userId is null)
            this.DeactivateSoon();
        return userId;
    }

    public async Task<MakeProfileResult> MakeProfile(NewProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var person = new NewExternalPerson(this.GetPrimaryKeyString(), profile.UserId, profile.Username,
            profile.Fullname, profile.Bio, clock.Now());
        var (outcome,
            userId) = await TimeLimits.WriteAsync(limit => identities.RegisterAsync(person, limit), cancellationToken);
        switch (outcome)
        {
            case RegisterOutcome.Registered:
                LogMade(profile.UserId);
                await profiles.BeginAsync(new(person.UserId, person.Username, person.Fullname, person.Bio,
                    AvatarKey: null, person.CreatedAt, Seq: 0));
                return new(MakeProfileStatus.Made, userId);
            case RegisterOutcome.Exists:
                return new(MakeProfileStatus.Exists, userId);
            default:
                return new(MakeProfileStatus.UsernameTaken, null);
        }
    }

    [LoggerMessage(2021, LogLevel.Information, "User {UserId} registered by an external sign-in")]
    private partial void LogMade(string userId);
}
