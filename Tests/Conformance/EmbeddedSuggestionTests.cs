using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedSuggestionTests(EmbeddedStoresFixture embedded) : SuggestionConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IFollowStore Store => embedded.Stores.Follows;
}
