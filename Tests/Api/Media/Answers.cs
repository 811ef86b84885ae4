using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api.Media;

internal static class Answers
{
    /// <summary>Checks that an answer is the problem with this code, and returns its body.</summary>
    public static async Task<JsonElement> IsProblemAsync(this HttpResponseMessage answer, HttpStatusCode status,
        string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    public static async Task<JsonElement> IsCreatedAsync(this HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
