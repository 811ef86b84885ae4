using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Reels.Standalone.Demo;

/// <summary>The server said no where the demo knows of no other way on.</summary>
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

    /// <summary>The account was made by this run, so nothing of theirs can be there yet.</summary>
    public bool IsNew { get; } = isNew;

    public ProfileAnswer Profile { get; } = tokens.User;

    public string AccessToken { get; set; } = tokens.AccessToken;
}

/// <summary>The public HTTP API, as any client sees it.</summary>
internal sealed class DemoApi(HttpClient http)
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int LongestPage = 100;

    /// <returns>Null where the name belongs to somebody with another password.</returns>
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

    /// <param name="body">None where the path says it all.</param>
    /// <param name="key">None where repeating it changes nothing anyway.</param>
    public Task<T> PostAsync<T>(DemoSession session, string path, object? body, string? key,
        CancellationToken cancellationToken) =>
        PostAsync<T>(session, path, () => body is null ? null : JsonContent.Create(body, body.GetType()), key,
            cancellationToken);

    /// <returns>Null where there is no such thing.</returns>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await RefuseFailureAsync(response, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>All items of a list, page by page.</summary>
    /// <param name="session">Who reads; none for what is public.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(DemoSession? session, string path,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? cursor = null; ;)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            using var request = new HttpRequestMessage(HttpMethod.Get,
                $"{path}{separator}limit={LongestPage}{(cursor is null ? "" : $"&cursor={cursor}")}");
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
            // A run that had to wait long outlives its tokens.
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
