using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Reels;

namespace Reels.Silo.Stores.Embedded.Celebrities;

internal sealed class SqliteCelebrityStore(EmbeddedDatabase database) : ICelebrityStore
{
    public ValueTask<IReadOnlySet<string>> WhichAreCelebritiesAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync<IReadOnlySet<string>>(
            session => authorIds.Where(id => Get(session, id) != CelebrityMark.None).ToHashSet(), cancellationToken);

    public ValueTask<CelebrityMark> GetAsync(string authorId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, authorId), cancellationToken);

    public ValueTask RaiseAsync(string authorId, CelebrityMark mark, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            if (mark != CelebrityMark.None)
            {
                session[mark == CelebrityMark.Marked ? AuthorQueries.MarkCelebrity : AuthorQueries.AcknowledgeCelebrity]
                    .With("$author", authorId).Run();
            }
        },
        cancellationToken));

    public ValueTask EraseAsync(string authorId, CancellationToken cancellationToken) => new(database.WriteAsync(
        session => { session[AuthorQueries.EraseCelebrityMark].With("$author", authorId).Run(); },
        cancellationToken));

    private static CelebrityMark Get(SqliteSession session, string authorId) =>
        (CelebrityMark)session[AuthorQueries.CelebrityMark].With("$author", authorId).Number();
}
