namespace Reels.Tests.Api.Security;

/// <summary>The people of one row: an owner whose things are asked for, and those who ask.</summary>
internal sealed class SecurityWorld
{
    private SecurityWorld(Member owner, Member stranger, IReadOnlyDictionary<string, Member?> askers) =>
        (Owner, Stranger, Askers) = (owner, stranger, askers);

    /// <summary>Whose profile, reel, comment, story or upload it is.</summary>
    public Member Owner { get; }

    /// <summary>Somebody whom nobody has blocked, and among whose things the owner's are found.</summary>
    public Member Stranger { get; }

    /// <summary>By their column; null for nobody.</summary>
    public IReadOnlyDictionary<string, Member?> Askers { get; }

    /// <param name="deleted">Somebody whose account is deleted, with the token they had.</param>
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

    /// <summary>Ends the owner's account, if the row has not done so.</summary>
    public async Task OwnerGoesAsync() => (await Owner.DeleteAsync("/api/users/me")).Dispose();

    private static async Task BlockAsync(Member one, Member other)
    {
        using var answer = await one.PostAsync($"/api/users/{other.Id}/block");
        await answer.JsonAsync();
    }
}
