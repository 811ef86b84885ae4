using System.Collections.Concurrent;
using System.Reflection;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Tests.Real.Neo4j;

/// <summary>Notes the people in the rows that projections are given.</summary>
internal sealed class WrittenPeople
{
    private readonly ConcurrentDictionary<string, bool> _ids = new();

    public ICollection<string> Ids => _ids.Keys;

    public TProjection Wrap<TProjection>(TProjection projection)
        where TProjection : class
    {
        var wrapped = DispatchProxy.Create<TProjection, Proxy>();
        ((Proxy)(object)wrapped).Set(this, projection);
        return wrapped;
    }

    public void Note(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            _ids[id] = true;
    }

    private void NoteRows(object? argument)
    {
        Note(argument switch
        {
            IReadOnlyList<ProfileRow> profiles => profiles.Select(row => row.UserId),
            IReadOnlyList<Block> blocks => blocks.SelectMany(row => (string[])[row.Blocker, row.Blocked]),
            IReadOnlyList<Edge> edges => edges.SelectMany(row => (string[])[row.Follower, row.Followee]),
            _ => [],
        });
    }

#pragma warning disable CA1852 // The runtime derives from it.
    internal class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        private WrittenPeople? _people;
        private object? _projection;

        public void Set(WrittenPeople people, object projection) => (_people, _projection) = (people, projection);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _people!.NoteRows(args![0]);
            return targetMethod!.Invoke(_projection, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }
}
