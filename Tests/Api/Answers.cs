using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Reels.Api.Http;
using Xunit;

namespace Reels.Tests.Api;

internal static class Answers
{
    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object? body,
        string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (key is not null)
            request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, key);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of a success.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The body of a problem, after a check of everything that each problem has.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status,
        string code)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.Text("code"));
        Assert.Equal("about:blank", problem.Text("type"));
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.All(["title", "detail", "traceId"], name => Assert.NotEmpty(problem.Text(name)));
        return problem;
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
