using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Reels.Api;
using Reels.Api.Auth;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Tests.Api.Media;

/// <summary>
/// The API alone, on a real server. Media need one grain only, the one for references; a fake takes its place.
/// </summary>
internal sealed class MediaApi : IAsyncDisposable
{
    public const string Alice = "a0000000000000000000000000000001";
    public const string Bob = "b0000000000000000000000000000002";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private MediaApi(WebApplication app, DirectoryInfo folder, bool ownsFolder)
    {
        (_app, _folder, _ownsFolder) = (app, folder, ownsFolder);
        Address = new Uri(app.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        Client = ClientOf(Alice);
    }

    public Uri Address { get; }

    /// <summary>Signed in as Alice.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public FakeTimeProvider Clock { get; private init; } = null!;

    public PlayedReferences References { get; private init; } = null!;

    /// <summary>
    /// All files in the store, finished or not, but for records of requests and the ids of stores.
    /// </summary>
    public string[] Files =>
        [.. Directory.GetFiles(Path.Combine(_folder.FullName, "media"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/requests/", StringComparison.Ordinal)
                && !file.Contains("/references/", StringComparison.Ordinal)
                && !file.Contains("/identity/", StringComparison.Ordinal))];

    /// <summary>Records of requests.</summary>
    public string[] Requests =>
        [.. Directory.GetFiles(Path.Combine(_folder.FullName, "media", "requests"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)];

    public static async Task<MediaApi> StartAsync(Dictionary<string, string?>? settings = null,
        MediaApi? sharing = null, IMediaStore? store = null, ILoggerProvider? log = null)
    {
        var folder = sharing?._folder ?? Directory.CreateTempSubdirectory("reels-media-api");
        var clock = sharing?.Clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var references = sharing?.References ?? new PlayedReferences();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Management:Port"] = "0",
            ["Data:Folder"] = folder.FullName,
            ["Shutdown:Drain"] = "00:00:00",
        }).AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.Services.AddKeyedSingleton<TimeProvider>(Reels.Grains.Interfaces.Clock.Key, clock);
        builder.Services.AddSingleton(PlayedGrains.With(references));
        if (store is not null)
            builder.Services.AddSingleton(store);
        builder.AddReelsApi();
        var app = builder.Build();
        app.UseReelsApi();
        await app.StartAsync();
        return new(app, folder, sharing is null) { Clock = clock, References = references };
    }

    public string TokenOf(string user) =>
        _app.Services.GetRequiredService<AccessTokens>().Issue(user, "session", TimeSpan.FromDays(30));

    public HttpClient ClientOf(string user)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(user));
        return client;
    }

    public async Task<JsonElement> UploadAsync(byte[] file, string kind = "reel")
    {
        var answer = await Client.PostAsync($"/api/media/upload?kind={kind}", new ByteArrayContent(file));
        Xunit.Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> UploadedUrlAsync(byte[] file, string kind = "reel") =>
        (await UploadAsync(file, kind)).GetProperty("url").GetString()!;

    public async Task UploadedOnceAsync(byte[] file, string key)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.Add("Idempotency-Key", key);
        Xunit.Assert.Equal(System.Net.HttpStatusCode.Created,
            (await Client.PostAsync("/api/media/upload?kind=reel", content)).StatusCode);
    }

    public Task EraseAsync(string url) =>
        Services.GetRequiredService<MediaEraser>().EraseNowAsync([MediaUrl.ToKey(url)!]);

    public void Queue(string url) => References.Queued[MediaUrl.ToKey(url)!] = true;

    public static MultipartFormDataContent Form(string? kind, byte[]? file, string fileName = "picture.jpg",
        string contentType = "image/jpeg")
    {
        var form = new MultipartFormDataContent();
        if (kind is not null)
            form.Add(new StringContent(kind), "kind");
        if (file is null)
            return form;
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        form.Add(part, "file", fileName);
        return form;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (_ownsFolder)
            _folder.Delete(recursive: true);
    }
}

/// <summary>A fake of the grain that knows the references to media.</summary>
internal sealed class PlayedReferences : IMediaReferencesGrain
{
    public ConcurrentDictionary<string, DateTimeOffset> Stories { get; } = [];

    public ConcurrentDictionary<string, bool> Queued { get; } = [];

    /// <summary>Keys that something refers to.</summary>
    public ConcurrentDictionary<string, bool> Used { get; } = [];

    /// <summary>Kinds whose references can't be read.</summary>
    public ImmutableHashSet<MediaKind> Unavailable { get; set; } = [];

    /// <summary>Per kind, the id of the engine that keeps its references.</summary>
    public Dictionary<MediaKind, string> Ids { get; } = new()
    {
        [MediaKind.Reel] = "0123456789abcdef",
        [MediaKind.Story] = "fedcba9876543210",
        [MediaKind.Avatar] = "fedcba9876543210",
    };

    /// <summary>Number of queries for unreferenced keys, and of the keys in them.</summary>
    public (int Times, int Keys) Asked { get; private set; }

    public Task<DateTimeOffset?> LivesUntil(string storyMediaKey, CancellationToken cancellationToken = default) =>
        Task.FromResult<DateTimeOffset?>(Stories.TryGetValue(storyMediaKey, out var until) ? until : null);

    public Task<ImmutableArray<string>> NextErasures(int max, CancellationToken cancellationToken = default) =>
        Task.FromResult(Queued.Keys.Order(StringComparer.Ordinal).Take(max).ToImmutableArray());

    public Task MarkErased(ImmutableArray<string> keys)
    {
        foreach (var key in keys)
            Queued.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public ConcurrentDictionary<string, bool> DeletedOwners { get; } = [];

    public Task<ImmutableArray<string>> NextDeletedOwners(int max, CancellationToken cancellationToken = default) =>
        Task.FromResult(DeletedOwners.Keys.Order(StringComparer.Ordinal).Take(max).ToImmutableArray());

    public Task MarkDeletedOwnersSwept(ImmutableArray<string> userIds)
    {
        foreach (var user in userIds)
            DeletedOwners.TryRemove(user, out _);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<string>> FindUnreferenced(MediaKind kind, ImmutableArray<string> keys,
        CancellationToken cancellationToken = default)
    {
        Asked = (Asked.Times + 1, Asked.Keys + keys.Length);
        if (Unavailable.Contains(kind))
            throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
        return Task.FromResult(keys.RemoveAll(key => Used.ContainsKey(key) || Stories.ContainsKey(key)));
    }

    public Task<string> StoreId(MediaKind kind, CancellationToken cancellationToken = default) =>
        Task.FromResult(Ids[kind]);
}

/// <summary>Takes the place of the cluster.</summary>
#pragma warning disable CA1852 // A proxy is a subclass made at run time.
internal class PlayedGrains : DispatchProxy
#pragma warning restore CA1852
{
    private PlayedReferences? _references;

    public static IGrainFactory With(PlayedReferences references)
    {
        var factory = Create<IGrainFactory, PlayedGrains>();
        ((PlayedGrains)(object)factory)._references = references;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(IMediaReferencesGrain) ? _references
            : throw new NotSupportedException(targetMethod?.ToString());
}
