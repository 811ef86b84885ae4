using Microsoft.Extensions.DependencyInjection;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Accounts;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Tests.Api;
using Reels.Tests.Cluster.Erasure;

namespace Reels.Tests.Cluster;

/// <summary>The stores under the grains of a test, empty at first. Disposing deletes them.</summary>
internal interface IEngineUnderTest : IDisposable
{
    /// <summary>The ports, registered as a silo registers them.</summary>
    IServiceProvider Ports { get; }

    /// <summary>Where a person is stored: the beginnings of what <see cref="FindRemainsAsync"/> finds.</summary>
    IReadOnlyList<string> PlacesOfPeople { get; }

    /// <summary>Give the user an external identity, without the claim of a name that a sign-in makes.</summary>
    Task LinkIdentityAsync(string identity, string userId, DateTimeOffset at);

    /// <summary>
    /// Search all that is stored for any of the texts and ids. Returns the places, such as table and column, or table
    /// and row. Left out are names reserved after a deletion, and the author and the reel of rows in the timelines of
    /// others; on the databases also the ids of content, and what refuses late writes.
    /// </summary>
    Task<IReadOnlyList<string>> FindRemainsAsync(IEnumerable<string> texts, IEnumerable<Guid> ids);
}

/// <summary>Chooses the engine of all tests of grains, by <see cref="StoresOfTests.Variable"/>.</summary>
internal static class EnginesUnderTest
{
    public static IEngineUnderTest Open() => StoresOfTests.AreReal ? OpenReal() : new EmbeddedEngineUnderTest();

#if ALL_DRIVERS
    private static Real.RealEngineUnderTest OpenReal() => new();
#else
    private static EmbeddedEngineUnderTest OpenReal() => throw new InvalidOperationException(
        $"{StoresOfTests.Variable}=Real needs a build with -p:Drivers=all.");
#endif
}

/// <summary>One embedded database in a folder of its own. No commit waits for the disk.</summary>
internal sealed class EmbeddedEngineUnderTest : IEngineUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reels-cluster-").FullName;
    private readonly EmbeddedStores _stores;
    private readonly ServiceProvider _ports;

    public EmbeddedEngineUnderTest()
    {
        _stores = new(new EmbeddedOptions { Folder = _folder, WaitForDisk = false });
        _ports = new ServiceCollection().AddEmbeddedStores(_stores).BuildServiceProvider();
    }

    public IServiceProvider Ports => _ports;

    public IReadOnlyList<string> PlacesOfPeople { get; } =
    [
        "accounts", "authors", "blocks", "comment_counts", "comments", "external_identities", "fan_out",
        "follow_counts", "follows", "like_counts", "likes", "media_erasures", "media_gone", "media_refs", "reels",
        "reports", "search_keys", "sessions", "stories", "timeline", "usernames", "users",
    ];

    public Task LinkIdentityAsync(string identity, string userId, DateTimeOffset at) => _stores.Database.WriteAsync(
        session => session[ExternalIdentityQueries.Insert].With("$identity", identity).With("$user", userId)
            .With("$at", at).Run(), CancellationToken.None);

    public Task<IReadOnlyList<string>> FindRemainsAsync(IEnumerable<string> texts, IEnumerable<Guid> ids) =>
        Remains.OfAsync(_stores, texts, ids);

    public void Dispose()
    {
        _ports.Dispose();
        _stores.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
