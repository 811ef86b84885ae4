using System.Net.Http.Headers;
using Reels.Client;

// Arguments: the address of the server, and a JPEG to post.
var (address, picture) = (args[0], args[1]);
using var http = new HttpClient();
var reels = new ReelsClient(http) { BaseUrl = address };

// Sign up.
var account = new RegisterRequest { Username = "nswag", Password = "correct horse" };
var tokens = await reels.RegisterAsync(account);
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);

// Upload a picture and post it. The key makes it safe to send the post again.
await using var file = File.OpenRead(picture);
var media = await reels.UploadMediaAsync(MediaKind.Reel, file: new FileParameter(file, "photo.jpg", "image/jpeg"));
var post = new ReelPost { MediaUrl = media.Url, Caption = "Hello" };
var posted = await reels.PostReelAsync(post, idempotency_Key: "hello");

// Like it, comment on it, and read the feed.
await reels.LikeReelAsync(posted.Id);
await reels.PostCommentAsync(new CommentPost { ReelId = posted.Id, Text = "First" });
var feed = await reels.ListFeedAsync(limit: 10);
var reel = feed.Items.Single();
Console.WriteLine($"{reel.Author.Username}: {reel.Caption}, {reel.Media.ContentType}, "
    + $"{reel.Likes} like, {reel.LatestComments.Single().Text}, next {feed.NextCursor ?? "none"}");

// Read the bytes.
using var bytes = await reels.ReadMediaAsync(media.Key);
using var copy = new MemoryStream();
await bytes.Stream.CopyToAsync(copy);
Console.WriteLine(copy.Length == media.Size ? "all bytes" : $"{copy.Length} of {media.Size} bytes");

// Failures are problems with a code.
try
{
    await reels.GetReelAsync("missing");
}
catch (ApiException<Problem> exception)
{
    Console.WriteLine($"{exception.StatusCode} {exception.Result.Code}");
}

try
{
    await reels.RegisterAsync(new RegisterRequest { Username = "other", Password = "short" });
}
catch (ApiException<Problem> exception)
{
    Console.WriteLine($"{exception.StatusCode} {exception.Result.Code}: {exception.Result.Errors!.Keys.Single()}");
}
