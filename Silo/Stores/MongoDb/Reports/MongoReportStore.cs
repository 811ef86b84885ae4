using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Reports;

internal sealed class MongoReportStore(MongoEngine engine) : IReportStore
{
    private const int MaxAttempts = 4;

    private readonly MongoCollection<ReportDocument> _reports =
        engine.Collection<ReportDocument>(ReportQueries.Collection);

    public async ValueTask<(bool Added, StoredReport Report)> AddAsync(StoredReport report,
        CancellationToken cancellationToken)
    {
        var document = ReportDocument.Of(report);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _reports.InsertAsync(document))
                return (true, report);
            // Null where it was erased meanwhile.
            if (await _reports.FindOneAsync(ReportQueries.Same(document), cancellationToken) is { } first)
                return (false, first.Report);
        }

        throw StoreUnavailableException.Contended();
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var found = await _reports.FindAsync(ReportQueries.ByOrAbout(userId), null, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return found.Count == 0
            ? 0
            : (int)await _reports.DeleteManyAsync(ReportQueries.ByIds(found.Select(report => report.Id)));
    }
}
