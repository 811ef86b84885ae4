using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Media;
using Reels.Grains.Interfaces;
using Reels.Tests.Api.Media;
using Xunit;

namespace Reels.Tests.Real.S3;

/// <summary>Reads of media over HTTP, with the bytes in a bucket.</summary>
public sealed class S3MediaReadTests(S3MediaApi shared) : MediaReadTests(shared), IClassFixture<S3MediaApi>;

/// <summary>Media from upload to erasure, with the bytes in a bucket and the rest embedded.</summary>
public sealed class S3MediaLifecycleTests(S3MediaLifecycleTests.S3App app)
    : MediaLifecycleTests(app), IClassFixture<S3MediaLifecycleTests.S3App>
{
    public sealed class S3App : App
    {
        private TestBucket? _bucket;

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(
            _bucket!.SettingsAt(TestBucket.Port)) { ["Auth:AccessTokenLifetime"] = "12:00:00" };

        public override async ValueTask InitializeAsync()
        {
            _bucket = await TestBucket.CreateAsync();
            await base.InitializeAsync();
            await S3MediaApi.PreparedAsync(Services);
            Assert.False(Directory.Exists(Path.Combine(Folder, "media")));
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (_bucket is not null)
                await _bucket.DisposeAsync();
        }
    }
}

/// <summary>Memory of large transfers, with the bytes in a bucket.</summary>
[Collection(nameof(MediaMemory))]
public sealed class S3MediaMemoryTests : MediaMemoryTests
{
    private TestBucket? _bucket;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    private protected override async Task<MediaApi> StartAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        var api = await MediaApi.StartAsync(_bucket.SettingsAt(TestBucket.Port));
        await S3MediaApi.PreparedAsync(api.Services);
        return api;
    }
}

public sealed class S3MediaApi : SharedMediaApi
{
    private TestBucket? _bucket;

    protected override IReadOnlyDictionary<string, string?> Store => _bucket!.SettingsAt(TestBucket.Port);

    /// <summary>Wait until this process has prepared its bucket.</summary>
    public static Task PreparedAsync(IServiceProvider services) => Until.TrueAsync(async () =>
    {
        try
        {
            await services.GetRequiredService<IMediaStore>().CheckHealthAsync(default);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    });

    public override async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        await base.InitializeAsync();
        await PreparedAsync(Api.Services);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }
}
