using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>One server with small limits for all tests of a class; its clock does not move.</summary>
public sealed class SharedMediaApi : IAsyncLifetime
{
    internal MediaApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Api = await MediaApi.StartAsync(
            new()
            {
                ["Media:MaxBytes:Reel"] = "300000",
                ["Media:MaxBytes:Story"] = "200000",
                ["Media:MaxBytes:Avatar"] = "100000"
            });

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
