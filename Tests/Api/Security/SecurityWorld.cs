namespace Reels.Tests.Api.Security;

/// <summary>The people of one row: an owner whose objects are requested, and the callers.</summary>
internal sealed class SecurityWorld
{
    private SecurityWorld(Member owner, Member stranger, IReadOnlyDictionary<string, Member?> askers) =>
        (Owner, Stranger, Askers) = (owner, stranger, askers);

    /// <summary>The owner of the profile, reel, comment, story or upload.</summary>
    public Member Owner { get; }

    /// <summary>A person whom no one has blocked, and whose content includes content of the owner.</summary>
    public Member Stranger { get; }

    /// <summary>Callers by their column; null for an anonymous one.</summary>
    public IReadOnlyDictionary<string, Member?> Askers { get; }

    /// <param name="deleted">A person whose account is deleted, with their former token.</param>
    public static async Task<SecurityWorld> MakeAsync(ReelsApp app, Member deleted)
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.SignUpAsync()));
        var (owner, stranger, another, blocked, blocker) = (people[0], people[1], people[2], people[3], people[4]);
        await BlockAsync(owner, blocked);
        await BlockAsync(blocker, owner);
        return new(owner, stranger, new Dictionary<string, Member?>
        {
            ["nobody"] = null,
            ["another"] = another,
            ["blocked"] = blocked,
            ["blocker"] = blocker,
            ["owner"] = owner,
            ["deleted"] = deleted,
            ["gone"] = people[5],
        });
    }

    /// <summary>Delete the owner's account, if the row has not done so.</summary>
    public async Task DeleteOwnerAsync() => (await Owner.DeleteAsync("/api/users/me")).Dispose();

    private static async Task BlockAsync(Member one, Member other)
    {
        using var answer = await one.PostAsync($"/api/users/{other.Id}/block");
        await answer.JsonAsync();
    }
}
