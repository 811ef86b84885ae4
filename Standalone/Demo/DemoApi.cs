using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Reels.Standalone.Demo;

/// <summary>The server refused a request that the demo can't do without.</summary>
internal sealed class DemoRefusedException(string request, HttpStatusCode status, string? code)
    : Exception($"{request} was answered with {(int)status} {code}.")
{
    public HttpStatusCode Status { get; } = status;

    public string? Code { get; } = code;
}

/// <summary>A person of the demo, signed in.</summary>
internal sealed class DemoSession(string username, bool isNew, TokensAnswer tokens)
{
    public string Username { get; } = username;

    /// <summary>Whether this run has created the account, so that it can have no content yet.</summary>
    public bool IsNew { get; } = isNew;

    public ProfileAnswer Profile { get; } = tokens.User;

    public string AccessToken { get; set; } = tokens.AccessToken;
}

/// <summary>The public HTTP API, as any client sees it.</summary>
internal sealed class DemoApi(HttpClient http)
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxPage = 100;

    /// <returns>Null if the name belongs to a user with another password.</returns>
    public async Task<DemoSession?> EnterAsync(string username, string fullName, string password,
        CancellationToken cancellationToken)
    {
        try
        {
            using var registered = await SendAsync(null, "/api/auth/register",
                () => JsonContent.Create(new { username, password, fullname = fullName }), "demo-register",
                cancellationToken);
            return new(username, !registered.Headers.Contains(ReplayedHeader),
                await ReadAsync<TokensAnswer>(registered, cancellationToken));
        }
        catch (DemoRefusedException exception) when (exception.Code == "username_taken")
        {
            return await SignInAsync(username, password, cancellationToken) is { } tokens
                ? new(username, isNew: false, tokens)
                : null;
        }
    }

    public Task<MediaAnswer> UploadAsync(DemoSession session, string kind, DemoAsset asset, string key,
        CancellationToken cancellationToken)
    {
        return PostAsync<MediaAnswer>(session, $"/api/media/upload?kind={kind}", Bytes, key, cancellationToken);

        HttpContent Bytes()
        {
            var content = new ByteArrayContent(asset.Read());
            content.Headers.ContentType = new MediaTypeHeaderValue(asset.ContentType);
            return content;
        }
    }

    /// <param name="body">Null if the path is enough.</param>
    /// <param name="key">Null if the request is idempotent without a key.</param>
    public Task<T> PostAsync<T>(DemoSession session, string path, object? body, string? key,
        CancellationToken cancellationToken) =>
        PostAsync<T>(session, path, () => body is null ? null : JsonContent.Create(body, body.GetType()), key,
            cancellationToken);

    /// <returns>Null for 404.</returns>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await RefuseFailureAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Reads all items of a list, page by page.</summary>
    /// <param name="session">The person who reads; null for public lists.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(DemoSession? session, string path,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? cursor = null; ;)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            using var request = new HttpRequestMessage(HttpMethod.Get,
                $"{path}{separator}limit={MaxPage}{(cursor is null ? "" : $"&cursor={cursor}")}");
            request.Headers.Authorization = Bearer(session);
            using var response = await http.SendAsync(request, cancellationToken);
            await RefuseFailureAsync(response, cancellationToken);
            var page = await ReadAsync<ListAnswer<T>>(response, cancellationToken);
            foreach (var item in page.Items)
                yield return item;
            if ((cursor = page.NextCursor) is null)
                yield break;
        }
    }

    private async Task<T> PostAsync<T>(DemoSession session, string path, Func<HttpContent?> content, string? key,
        CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync();
        }
        catch (DemoRefusedException exception) when (exception.Code == "invalid_token")
        {
            // A long run outlives its tokens.
            if (await SignInAsync(session.Username, DemoWorld.Password, cancellationToken) is not { } tokens)
                throw;
            session.AccessToken = tokens.AccessToken;
            return await OnceAsync();
        }

        async Task<T> OnceAsync()
        {
            using var response = await SendAsync(session, path, content, key, cancellationToken);
            return await ReadAsync<T>(response, cancellationToken);
        }
    }

    private async Task<TokensAnswer?> SignInAsync(string username, string password, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(null, "/api/auth/login",
                () => JsonContent.Create(new { username, password }), null, cancellationToken);
            return await ReadAsync<TokensAnswer>(response, cancellationToken);
        }
        catch (DemoRefusedException exception) when (exception.Code == "invalid_credentials")
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(DemoSession? session, string path, Func<HttpContent?> content,
        string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = content();
        request.Headers.Authorization = Bearer(session);
        if (key is not null)
            request.Headers.Add(KeyHeader, key);
        var response = await http.SendAsync(request, cancellationToken);
        await RefuseFailureAsync(response, cancellationToken);
        return response;
    }

    private static AuthenticationHeaderValue? Bearer(DemoSession? session) =>
        session is null ? null : new("Bearer", session.AccessToken);

    private static async Task RefuseFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        using (response)
        {
            var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? await ReadAsync<ProblemAnswer>(response, cancellationToken)
                : null;
            throw new DemoRefusedException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}",
                response.StatusCode, problem?.Code);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(cancellationToken)
            ?? throw new InvalidDataException("The answer was empty.");
}

// The fields of the API's answers that the demo reads; the contract has more.

internal sealed record TokensAnswer(string AccessToken, ProfileAnswer User);

internal sealed record ProfileAnswer(string Id, string Username, string? Bio, string? Avatar, DateTimeOffset CreatedAt);

internal sealed record MediaAnswer(string Url);

internal sealed record ReelAnswer(string Id, string? Caption);

internal sealed record AuthorAnswer(string Id, string Username);

internal sealed record CommentAnswer(string Id, AuthorAnswer Author, string Text, int ReplyCount,
    IReadOnlyList<CommentAnswer> Replies);

internal sealed record StoryAnswer(string? Caption);

internal sealed record StoriesAnswer(AuthorAnswer Author, IReadOnlyList<StoryAnswer> Stories);

internal sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);

internal sealed record ProblemAnswer(string? Code);
