using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Reels.Tests.Api;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>The built product on a disk that is full or read-only.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DiskTests : IDisposable
{
    private const int Megabytes = 12;
    private const int MediaMegabytes = 3;

    /// <summary>8 KB: two pages of the database.</summary>
    private static readonly string LongText = string.Concat(Enumerable.Repeat("😀", 2_000));

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_writes_serves_reads_and_loses_nothing()
    {
        await using var disk = await SmallDisk.StartAsync(_data, $"{_data}", Megabytes);
        var ada = await SignUpAsync(disk);
        var reel = await ada.PostReelAsync("Before");
        var (id, media) = (reel.Text("id"), reel.Text("mediaUrl"));
        var answered = new List<string>();
        await CommentAsync(ada, id, answered);

        await disk.FillAsync();
        // The free pages of the write-ahead log may serve first.
        await Until.TrueAsync(async () => !await CommentAsync(ada, id, answered));
        using (var refused = await ada.PostAsync("/api/comments", new { reelId = id, text = "Refused" }))
            await AssertRefusedAsync(refused);
        using (var refused = await ada.Client.PostAsync("/api/media/upload?kind=reel", Bytes(1_000)))
            await AssertRefusedAsync(refused);
        Assert.Equal([("Embedded", "down"), ("Media", "down")], await StoresAsync(disk));
        Assert.Equal(1, (await ada.ReadAsync("/api/users/me")).GetProperty("reels").GetInt32());
        Assert.Single((await ada.ReadAsync("/api/reels/feed")).GetProperty("items").EnumerateArray());
        Assert.NotEmpty(await disk.Client.GetByteArrayAsync(media));

        await disk.ClearAsync();
        await Until.TrueAsync(() => CommentAsync(ada, id, answered));
        await ada.PostReelAsync("After");
        Assert.Equal([("Embedded", "up"), ("Media", "up")], await StoresAsync(disk));
        Assert.Equal(answered,
            (await ada.AllAsync($"/api/comments/{id}", limit: 100)).Select(comment => comment.Text("text")).Reverse());
    }

    [Fact]
    public async Task An_upload_that_fills_the_disk_is_refused_and_frees_its_space()
    {
        await using var disk = await SmallDisk.StartAsync(_data, $"{_data}/media", MediaMegabytes);
        var ada = await SignUpAsync(disk);

        using var refused = await ada.Client.PostAsync("/api/media/upload?kind=reel", Bytes(MediaMegabytes << 20));

        await AssertRefusedAsync(refused);
        using var taken = await ada.Client.PostAsync("/api/media/upload?kind=reel", Bytes((MediaMegabytes - 1) << 20));
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task A_read_only_media_disk_stops_uploads_alone_until_it_is_writable()
    {
        await using var disk = await SmallDisk.StartAsync(_data, $"{_data}/media", MediaMegabytes);
        var ada = await SignUpAsync(disk);
        var reel = await ada.PostReelAsync("Before");

        await disk.MakeReadOnlyAsync();
        using (var refused = await ada.Client.PostAsync("/api/media/upload?kind=reel", Bytes(1_000)))
            await AssertRefusedAsync(refused);
        Assert.Equal([("Embedded", "up"), ("Media", "down")], await StoresAsync(disk));
        await ada.CommentAsync(reel.Text("id"), "Still here");
        Assert.NotEmpty(await disk.Client.GetByteArrayAsync(reel.Text("mediaUrl")));

        await disk.MakeWritableAsync();
        await ada.PostReelAsync("After");
        Assert.Equal([("Embedded", "up"), ("Media", "up")], await StoresAsync(disk));
    }

    private static async Task<Member> SignUpAsync(SmallDisk disk)
    {
        using var answer = await disk.Client.PostAsync("/api/auth/register",
            new { username = "ada", password = Member.Password });
        return new(new HttpClient { BaseAddress = disk.Client.BaseAddress }, await answer.JsonAsync());
    }

    /// <returns>Whether it was accepted; then it is added to the answered ones.</returns>
    private static async Task<bool> CommentAsync(Member author, string reelId, List<string> answered)
    {
        var text = $"{answered.Count} {LongText}";
        using var answer = await author.PostAsync("/api/comments", new { reelId, text });
        if (answer.StatusCode != HttpStatusCode.Created)
            return false;
        answered.Add(text);
        return true;
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>The stores in the readiness answer, while requests are served, as they always are here.</summary>
    private static async Task<IEnumerable<(string, string?)>> StoresAsync(SmallDisk disk) =>
        (await disk.Client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("stores").EnumerateObject()
            .Select(store => (store.Name, store.Value.GetString()));

    /// <summary>
    /// A picture of about this many bytes: a chunk of zeros between its header and the rest fills it up.
    /// </summary>
    private static ByteArrayContent Bytes(int count)
    {
        const int header = 33, checksum = 4;
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, count);
        var picture = new ByteArrayContent(
            [.. Picture.Png[..header], .. length, .. "IDAT"u8, .. new byte[count + checksum],
                .. Picture.Png[header..]]);
        picture.Headers.ContentType = new("image/png");
        return picture;
    }
}
