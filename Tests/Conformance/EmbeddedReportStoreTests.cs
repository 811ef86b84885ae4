using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedReportStoreTests(EmbeddedStoresFixture embedded) : ReportStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IReportStore Store => embedded.Stores.Reports;
}
