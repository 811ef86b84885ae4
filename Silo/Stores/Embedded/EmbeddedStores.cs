using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Accounts;
using Reels.Silo.Stores.Embedded.Blocks;
using Reels.Silo.Stores.Embedded.Celebrities;
using Reels.Silo.Stores.Embedded.Cluster;
using Reels.Silo.Stores.Embedded.Comments;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Erasures;
using Reels.Silo.Stores.Embedded.Follows;
using Reels.Silo.Stores.Embedded.Likes;
using Reels.Silo.Stores.Embedded.Media;
using Reels.Silo.Stores.Embedded.Outbox;
using Reels.Silo.Stores.Embedded.Profiles;
using Reels.Silo.Stores.Embedded.Reels;
using Reels.Silo.Stores.Embedded.Reports;
using Reels.Silo.Stores.Embedded.Stories;
using Reels.Silo.Stores.Embedded.Timelines;

namespace Reels.Silo.Stores.Embedded;

/// <summary>
/// All ports of the grains on one embedded database, which this object owns. Several silos of one process may share
/// it.
/// </summary>
internal sealed class EmbeddedStores : IDisposable
{
    /// <inheritdoc cref="EmbeddedDatabase(EmbeddedOptions, ILogger{EmbeddedDatabase})"/>
    public EmbeddedStores(EmbeddedOptions options, ILogger<EmbeddedDatabase>? logger = null)
    {
        Database = new EmbeddedDatabase(options, logger);
        Accounts = new SqliteAccountStore(Database);
        Blocks = new SqliteBlockStore(Database);
        ClusterIdentity = new SqliteClusterIdentityStore(Database);
        Comments = new SqliteCommentStore(Database);
        Outbox = new SqliteOutbox(Database);
        ExternalIdentities = new SqliteExternalIdentityStore(Database);
        Erasures = new SqliteErasureStore(Database);
        Health = new SqliteHealth(Database);
        Follows = new SqliteFollowStore(Database);
        Likes = new SqliteLikeStore(Database);
        MediaErasures = new SqliteMediaErasureStore(Database);
        MediaReferences = new SqliteMediaReferences(Database);
        Celebrities = new SqliteCelebrityStore(Database);
        Profiles = new SqliteProfileStore(Database);
        Reels = new SqliteReelStore(Database);
        Reports = new SqliteReportStore(Database);
        Revocations = new SqliteRevocationStore(Database);
        Sessions = new SqliteSessionStore(Database);
        Stories = new SqliteStoryStore(Database);
        Timelines = new SqliteTimelineStore(Database);
    }

    public EmbeddedDatabase Database { get; }

    public IAccountStore Accounts { get; }

    public IBlockStore Blocks { get; }

    public IClusterIdentityStore ClusterIdentity { get; }

    public ICommentStore Comments { get; }

    public IOutbox Outbox { get; }

    public IExternalIdentityStore ExternalIdentities { get; }

    public IErasureStore Erasures { get; }

    public IFollowStore Follows { get; }

    public IStoreHealth Health { get; }

    public ILikeStore Likes { get; }

    public IMediaErasureStore MediaErasures { get; }

    /// <summary>References to uploads of all kinds.</summary>
    public IMediaReferences MediaReferences { get; }

    public IMissedAnnouncements MissedAnnouncements { get; } = new InProcessMissedAnnouncements();

    public ICelebrityStore Celebrities { get; }

    public IProfileStore Profiles { get; }

    public IReelStore Reels { get; }

    public IReportStore Reports { get; }

    public IRevocationStore Revocations { get; }

    public ISessionStore Sessions { get; }

    public IStoryStore Stories { get; }

    public ITimelineStore Timelines { get; }

    public void Dispose() => Database.Dispose();
}
