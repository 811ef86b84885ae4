using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>One server with small limits for all tests of a class; its clock does not move.</summary>
public class SharedMediaApi : IAsyncLifetime
{
    internal MediaApi Api { get; private set; } = null!;

    /// <summary>Settings of the media store.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Store { get; } = new Dictionary<string, string?>();

    public virtual async ValueTask InitializeAsync() =>
        Api = await MediaApi.StartAsync(
            new(Store)
            {
                ["Media:MaxBytes:Reel"] = "300000",
                ["Media:MaxBytes:Story"] = "200000",
                ["Media:MaxBytes:Avatar"] = "100000"
            });

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Api is not null)
            await Api.DisposeAsync();
    }
}
