namespace Reels.Silo.Stores.Embedded.Engine;

internal static class TransactionQueries
{
    public const string Begin = "BEGIN IMMEDIATE";
    public const string BeginRead = "BEGIN DEFERRED";
    public const string Commit = "COMMIT";
    public const string Savepoint = "SAVEPOINT operation";
    public const string RollbackToSavepoint = "ROLLBACK TO operation";
    public const string Release = "RELEASE operation";
}
