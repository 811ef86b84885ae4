using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Stories;

internal sealed class MongoStoryReferences(MongoEngine engine, StoreId id) : IMediaReferences
{
    private readonly MongoCollection<StoryDocument> _stories =
        engine.Collection<StoryDocument>(StoryQueries.Collection);

    /// <summary>Asks the stories: a reference of a story that isn't there counts for nothing.</summary>
    public async ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken)
    {
        var stories = await _stories.FindAnyAsync(mediaKeys, StoryQueries.Holding, cancellationToken);
        var referenced = stories.Select(story => story.Held!.Key).ToHashSet();
        return [.. mediaKeys.Where(key => !referenced.Contains(key))];
    }

    public ValueTask<string> GetIdAsync(CancellationToken cancellationToken) => new(id.GetAsync(cancellationToken));
}
