using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Tests.Conformance.Projection;

/// <summary>
/// Makes an embedded database a truth: triggers note each changed row as not projected, in its own transaction.
/// </summary>
internal static class UnprojectedRows
{
    private const string Blocks = """
        CREATE TABLE IF NOT EXISTS unprojected_blocks (
            blocker TEXT NOT NULL,
            blocked TEXT NOT NULL,
            PRIMARY KEY (blocker, blocked)
        ) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS block_made AFTER INSERT ON blocks BEGIN
            INSERT INTO unprojected_blocks VALUES (new.blocker, new.blocked);
        END;
        CREATE TRIGGER IF NOT EXISTS block_changed AFTER UPDATE OF seq ON blocks BEGIN
            DELETE FROM unprojected_blocks WHERE blocker = new.blocker AND blocked = new.blocked;
            INSERT INTO unprojected_blocks VALUES (new.blocker, new.blocked);
        END;
        CREATE TRIGGER IF NOT EXISTS block_erased AFTER DELETE ON blocks BEGIN
            DELETE FROM unprojected_blocks WHERE blocker = old.blocker AND blocked = old.blocked;
        END;
        """;

    private const string Profiles = """
        CREATE TABLE IF NOT EXISTS unprojected_profiles (user_id TEXT PRIMARY KEY, deleted_seq INTEGER) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS profile_made AFTER INSERT ON users BEGIN
            INSERT INTO unprojected_profiles VALUES (new.user_id, NULL);
        END;
        CREATE TRIGGER IF NOT EXISTS profile_changed AFTER UPDATE OF seq ON users BEGIN
            DELETE FROM unprojected_profiles WHERE user_id = new.user_id;
            INSERT INTO unprojected_profiles VALUES (new.user_id, NULL);
        END;
        CREATE TRIGGER IF NOT EXISTS profile_erased AFTER DELETE ON users BEGIN
            DELETE FROM unprojected_profiles WHERE user_id = old.user_id;
            INSERT INTO unprojected_profiles VALUES (old.user_id, old.seq + 1);
        END;
        """;

    private const string Follows = """
        CREATE TABLE IF NOT EXISTS unprojected_follows (
            follower TEXT NOT NULL,
            followee TEXT NOT NULL,
            PRIMARY KEY (follower, followee)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS unprojected_follows_by_followee ON unprojected_follows (followee);
        CREATE TRIGGER IF NOT EXISTS follow_made AFTER INSERT ON follows BEGIN
            INSERT INTO unprojected_follows VALUES (new.follower, new.followee);
        END;
        CREATE TRIGGER IF NOT EXISTS follow_changed AFTER UPDATE OF seq, pending ON follows
        WHEN new.seq <> old.seq OR new.pending <> old.pending BEGIN
            DELETE FROM unprojected_follows WHERE follower = new.follower AND followee = new.followee;
            INSERT INTO unprojected_follows VALUES (new.follower, new.followee);
        END;
        CREATE TRIGGER IF NOT EXISTS follow_erased AFTER DELETE ON follows BEGIN
            DELETE FROM unprojected_follows WHERE follower = old.follower AND followee = old.followee;
        END;
        """;

    public static Task TrackAsync(EmbeddedDatabase database) =>
        database.WriteAsync(session => session.Execute(Blocks + Profiles + Follows), CancellationToken.None);
}
