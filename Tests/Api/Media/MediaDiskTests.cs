using System.Net;
using System.Reflection;
using Reels.Api.Media;
using Reels.Grains.Interfaces;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaDiskTests
{
    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable, "store_unavailable")]
    [InlineData(false, HttpStatusCode.InternalServerError, "internal_error")]
    public async Task A_failure_of_the_disk_is_not_the_fault_of_the_client(bool known, HttpStatusCode status,
        string code)
    {
        var failure = new IOException("No space left on device");
        var store = DispatchProxy.Create<IMediaStore, BrokenStore>();
        ((BrokenStore)(object)store).Failure =
            known ? new StoreUnavailableException(Engines.Media, outcomeUnknown: false, failure) : failure;
        await using var api = await MediaApi.StartAsync(store: store);
        foreach (var content in new HttpContent[] { new ByteArrayContent(Pictures.Jpeg(4, 4)),
            MediaApi.Form("reel", Pictures.Jpeg(4, 4)) })
        {
            await (await api.Client.PostAsync("/api/media/upload?kind=reel", content)).IsProblemAsync(status, code);
        }
    }

#pragma warning disable CA1852 // A proxy is a subclass made at run time.
    internal class BrokenStore : DispatchProxy
#pragma warning restore CA1852
    {
        public Exception Failure { get; set; } = new IOException();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw Failure;
    }
}
