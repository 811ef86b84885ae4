using System.Net.Http.Json;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Real.Tls;

/// <summary>The built product with all five engines over TLS.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly CertificateAuthority _authority = new();
    private TlsServers _servers = null!;

    public ValueTask InitializeAsync()
    {
        _servers = new(_authority);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task The_product_works_with_all_engines_over_TLS()
    {
        await using var product = await RealProcess.StartAsync(_servers.Settings, _authority.Trusting);
        await Until.TrueAsync(
            async () => await product.HealthAsync() is (200, var stores)
                && Servers.Ports.Keys.All(engine => stores[engine] == "up"),
            Limit);

        var person = await Actor.RegisterAsync(product.Client, "a" + Guid.NewGuid().ToString("N")[..12]);
        var reel = await person.PostReelAsync("Encrypted");
        await person.PostAsync($"/api/likes/{reel}");
        var seen = Assert.Single((await person.GetAsync("/api/reels/feed"))["items"]!.AsArray())!;

        Assert.Equal((reel, 1, true), ((string)seen["id"]!, (int)seen["likes"]!, (bool)seen["likedByMe"]!));
        Assert.Equal(Picture.Png, await person.BytesAsync((string)seen["mediaUrl"]!));
        Assert.All(Servers.Ports.Keys, engine => Assert.NotEqual(0, _servers.UsedOf(engine)));
    }

    [Fact]
    public async Task An_untrusted_certificate_is_logged_once_per_engine()
    {
        await using var product = await RealProcess.StartAsync(_servers.Settings, CertificateAuthority.NotTrusting);
        await Until.TrueAsync(
            () => Servers.Ports.Keys.All(engine => product.Lines(engine, "certificate", "SSL_CERT_FILE").Length > 0),
            Limit);
        await Until.TrueAsync(async () => (await product.HealthAsync()).Stores.Count > 1, Limit);
        var (status, stores) = await product.HealthAsync();
        using var refused = await product.Client.PostAsJsonAsync("/api/auth/register",
            new { username = "nobody", password = Actor.Password }, TestContext.Current.CancellationToken);

        Assert.Equal(503, status);
        Assert.All(Servers.Ports.Keys, engine => Assert.Equal("down", stores[engine]));
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.All(Servers.Ports.Keys,
            engine => Assert.Single(product.Lines(engine, "certificate", "SSL_CERT_FILE")));
        Assert.All(Servers.Ports.Keys, engine => Assert.Equal(0, _servers.UsedOf(engine)));
    }
}
