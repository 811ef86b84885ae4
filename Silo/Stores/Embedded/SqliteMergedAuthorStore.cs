using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Queries;

namespace Reels.Silo.Stores.Embedded;

internal sealed class SqliteMergedAuthorStore(EmbeddedDatabase database) : IMergedAuthorStore
{
    public ValueTask<IReadOnlySet<string>> WhichAreMergedAsync(IReadOnlyCollection<string> authorIds, CancellationToken cancellationToken) =>
        database.ReadTogether<IReadOnlySet<string>>(session => authorIds.Where(id => Get(session, id) != MergeMark.None).ToHashSet(), cancellationToken);

    public ValueTask<MergeMark> GetAsync(string authorId, CancellationToken cancellationToken) =>
        database.Read(session => Get(session, authorId), cancellationToken);

    public ValueTask RaiseAsync(string authorId, MergeMark mark, CancellationToken cancellationToken) => new(database.Write(
        session => { session[AuthorQueries.RaiseMergeMark].With("$author", authorId).With("$mark", (long)mark).Run(); },
        cancellationToken));

    public ValueTask EraseAsync(string authorId, CancellationToken cancellationToken) => new(database.Write(
        session => { session[AuthorQueries.EraseMergeMark].With("$author", authorId).Run(); },
        cancellationToken));

    private static MergeMark Get(SqliteSession session, string authorId) => (MergeMark)session[AuthorQueries.MergeMark].With("$author", authorId).Number();
}
