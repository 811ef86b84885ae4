using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Reels.Client;
using Reels.Client.Models;

// Arguments: the address of the server, and a JPEG to post.
var (address, picture) = (args[0], args[1]);
var session = new Session();
using var adapter = new HttpClientRequestAdapter(new BaseBearerTokenAuthenticationProvider(session))
{
    BaseUrl = address,
};
var api = new ReelsClient(adapter).Api;

// Sign up.
var account = new RegisterRequest { Username = "kiota", Password = "correct horse" };
var tokens = await api.Auth.Register.PostAsync(account);
session.AccessToken = tokens!.AccessToken!;

// Upload a picture and post it. The key makes it safe to send the post again.
await using var file = File.OpenRead(picture);
var form = new MultipartBody();
form.AddOrReplacePart("file", "image/jpeg", file, "photo.jpg");
var media = await api.Media.Upload.PostAsync(form, request => request.QueryParameters.Kind = MediaKind.Reel);
var post = new ReelPost { MediaUrl = media!.Url, Caption = "Hello" };
var posted = await api.Reels.PostAsync(post, request => request.Headers.Add("Idempotency-Key", "hello"));

// Like it, comment on it, and read the feed.
await api.Likes[posted!.Id!].PostAsync();
await api.Comments.PostAsync(new CommentPost { ReelId = posted.Id, Text = "First" });
var feed = await api.Reels.Feed.GetAsync(request => request.QueryParameters.Limit = 10);
var reel = feed!.Items!.Single();
Console.WriteLine($"{reel.Author!.Username}: {reel.Caption}, {reel.Media!.ContentType}, "
    + $"{reel.Likes} like, {reel.LatestComments!.Single().Text}, next {feed.NextCursor ?? "none"}");

// Read the bytes. The generated GetAsync returns nothing, because the document has 304 among the answers.
var read = api.Media[media.Key!].ToGetRequestInformation();
var errors = new Dictionary<string, ParsableFactory<IParsable>>
{
    ["XXX"] = Problem.CreateFromDiscriminatorValue,
};
await using var bytes = await adapter.SendPrimitiveAsync<Stream>(read, errors);
using var copy = new MemoryStream();
await bytes!.CopyToAsync(copy);
Console.WriteLine(copy.Length == media.Size ? "all bytes" : $"{copy.Length} of {media.Size} bytes");

// Failures are problems with a code.
try
{
    await api.Reels["missing"].GetAsync();
}
catch (Problem problem)
{
    Console.WriteLine($"{problem.ResponseStatusCode} {problem.Code}");
}

try
{
    await api.Auth.Register.PostAsync(new RegisterRequest { Username = "other", Password = "short" });
}
catch (Problem problem)
{
    Console.WriteLine($"{problem.ResponseStatusCode} {problem.Code}: {problem.Errors!.AdditionalData.Keys.Single()}");
}

/// <summary>The access token of the person who signed in.</summary>
internal sealed class Session : IAccessTokenProvider
{
    public string AccessToken { get; set; } = "";

    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(Uri uri,
        Dictionary<string, object>? additionalAuthenticationContext = null,
        CancellationToken cancellationToken = default) => Task.FromResult(AccessToken);
}
