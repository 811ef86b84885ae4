using System.Text.Json.Nodes;
using Reels.Tests.Processes;

namespace Reels.Tests.Real.Chaos;

/// <summary>A person whose feed is checked: what they have seen, or posted, stays where it was.</summary>
internal sealed class Reader(Actor actor)
{
    private readonly Lock _gate = new();
    private readonly List<(string CreatedAt, string Id)> _seen = [];
    private readonly HashSet<string> _ids = [];

    public Actor Actor => actor;

    /// <summary>Note an answered post, which every later page has.</summary>
    public void OnPosted(JsonNode reel) => Note([reel]);

    /// <summary>Read the first page of the feed.</summary>
    /// <param name="isComplete">Whether it must have what the person has seen.</param>
    /// <exception cref="InvalidDataException">The page is out of order, repeats a reel or misses one.</exception>
    public async Task ReadFeedAsync(bool isComplete)
    {
        int before;
        lock (_gate)
            before = _seen.Count;
        var page = await actor.GetAsync("/api/reels/feed");
        (string CreatedAt, string Id)[] items = [.. page["items"]!.AsArray().Select(Position)];
        for (var i = 1; i < items.Length; i++)
        {
            if (string.CompareOrdinal(items[i - 1].CreatedAt, items[i].CreatedAt) < 0)
                throw new InvalidDataException($"The feed is out of order at {items[i].Id}.");
        }

        var ids = items.Select(item => item.Id).ToHashSet();
        if (ids.Count < items.Length)
            throw new InvalidDataException("The feed has a reel twice.");
        var isLast = page["nextCursor"] is null;
        lock (_gate)
        {
            foreach (var (createdAt, id) in _seen.Take(isComplete ? before : 0))
            {
                if (!ids.Contains(id)
                    && (isLast || string.CompareOrdinal(createdAt, items[^1].CreatedAt) > 0))
                {
                    throw new InvalidDataException($"The feed of {actor.Id} has lost {id}, which it has shown.");
                }
            }
        }

        Note(page["items"]!.AsArray());
    }

    private void Note(IEnumerable<JsonNode?> reels)
    {
        lock (_gate)
        {
            foreach (var reel in reels.Select(Position).Where(reel => _ids.Add(reel.Id)))
                _seen.Add(reel);
        }
    }

    private static (string CreatedAt, string Id) Position(JsonNode? reel) =>
        ((string)reel!["createdAt"]!, (string)reel["id"]!);
}
