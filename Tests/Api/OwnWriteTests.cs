using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Timelines;
using Xunit;

namespace Reels.Tests.Api;

public sealed class OwnWriteTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    /// <summary>
    /// Writes that change no feed, and those that the silo records itself: follows, blocks and deletion.
    /// </summary>
    private static readonly string[] Unrecorded =
    [
        "DELETE /api/stories/{storyId}", "DELETE /api/users/me", "DELETE /api/users/{userId}/block",
        "DELETE /api/users/{userId}/follow", "POST /api/auth/password", "POST /api/media/upload", "POST /api/reports",
        "POST /api/stories", "POST /api/users/{userId}/block", "POST /api/users/{userId}/follow",
    ];

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    [Fact]
    public void A_write_that_changes_a_feed_is_recorded_for_its_reader()
    {
        var writes = (from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints
                          .OfType<RouteEndpoint>()
                      where endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
                      from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
                      where !Reads.Contains(method)
                      select (Name: $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}",
                          IsRecorded: endpoint.Metadata.GetMetadata<RecordedOwnWrite>() is not null)).ToList();

        Assert.Contains(writes, write => write.IsRecorded);
        Assert.Equal(Unrecorded,
            writes.Where(write => !write.IsRecorded).Select(write => write.Name).Order(StringComparer.Ordinal));
    }
}
