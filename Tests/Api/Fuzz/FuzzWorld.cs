using System.Text.Json;

namespace Reels.Tests.Api.Fuzz;

/// <summary>
/// Values that answers have returned so far: ids, names, cursors, media and tokens, by the names of the parameters that
/// accept them.
/// </summary>
internal sealed class FuzzWorld
{
    /// <summary>Few of each, so that a reel and a comment that are picked separately often belong together.</summary>
    private const int KeptOfEach = 6;

    private readonly Dictionary<string, List<string>> _known = [];
    private readonly Dictionary<string, string> _reelOfComment = [];
    private string? _comment;

    public List<FuzzPerson> People { get; } = [];

    /// <summary>A known value of this name; null before there is one.</summary>
    public string? Pick(string name, Random random)
    {
        var pool = _known.GetValueOrDefault(name)
            ?? (name.EndsWith("Id", StringComparison.Ordinal)
            ? _known.Values.ElementAtOrDefault(random.Next(_known.Count + 1))
            : null);
        return pool is { Count: > 0 } ? pool[random.Next(pool.Count)] : null;
    }

    /// <summary>A comment with its reel; null before one is known.</summary>
    public (string Comment, string Reel)? PickComment(Random random) =>
        _known.GetValueOrDefault("commentId") is { } comments && comments[random.Next(comments.Count)] is var comment
            && _reelOfComment.TryGetValue(comment, out var reel)
            ? (comment, reel)
            : null;

    /// <summary>Learn from one member of an answer.</summary>
    /// <param name="schema">Name of the schema of the object with the member.</param>
    public void Learn(string? schema, JsonProperty member, Random random)
    {
        if (schema == "Comment" && member.Name == "reelId" && _comment is not null)
            _reelOfComment[_comment] = member.Value.GetString()!;
        if (member.Value.ValueKind != JsonValueKind.String || Name(schema, member.Name) is not { } name)
            return;
        var value = member.Value.GetString()!;
        if (name == "commentId")
            _comment = value;
        if (!_known.TryGetValue(name, out var pool))
            _known[name] = pool = [];
        if (pool.Contains(value))
            return;
        if (pool.Count < KeptOfEach)
            pool.Add(value);
        else
            pool[random.Next(pool.Count)] = value;
    }

    private static string? Name(string? schema, string member) => (schema, member) switch
    {
        ("Card" or "Person" or "Profile" or "Follower" or "Liker" or "Suggestion", "id") => "userId",
        ({ } type, "id") => char.ToLowerInvariant(type[0]) + type[1..] + "Id",
        ("Media" or "UploadedMedia", "url") => "mediaUrl",
        (_, "key" or "username" or "refreshToken") => member,
        (_, "nextCursor") => "cursor",
        _ => null,
    };
}
